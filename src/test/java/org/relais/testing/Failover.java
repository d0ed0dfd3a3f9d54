package org.relais.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Test class that loses PostgreSQL servers of the system's package, one after the other: {@code mvn test -Dgroups=failover}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("failover")
public @interface Failover {}
