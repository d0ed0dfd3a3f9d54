package org.relais.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Test class on a real PostgreSQL. Tagged for both engines, JUnit's and jqwik's: {@code mvn test -Dgroups=database}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@org.junit.jupiter.api.Tag("database")
@net.jqwik.api.Tag("database")
public @interface NeedsDatabase {}
