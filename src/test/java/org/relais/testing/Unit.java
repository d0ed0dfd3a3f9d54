package org.relais.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Test class that needs neither a database nor a browser. Tagged for both engines, JUnit's and jqwik's: {@code mvn test -Dgroups=unit}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@org.junit.jupiter.api.Tag("unit")
@net.jqwik.api.Tag("unit")
public @interface Unit {}
