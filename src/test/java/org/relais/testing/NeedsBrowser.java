package org.relais.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Test class with a real browser. Tagged for both engines, JUnit's and jqwik's: {@code mvn test -Dgroups=browser}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@org.junit.jupiter.api.Tag("browser")
@net.jqwik.api.Tag("browser")
public @interface NeedsBrowser {}
