package org.relais.imports;

import org.relais.contact.ConsentClass;

/** A person known already whom a checked file makes a better founded contact than they are; none is ever made a lesser one. */
public record ChangedClass(String name, ConsentClass known, ConsentClass file) {}
