package org.relais.contact;

/**
 * Reader of addresses as organisers write them.
 *
 * @param numbers for phone numbers, by their country
 * @param forms for everything else, as its channel says
 */
public record AddressReader(PhoneNumbers numbers, AddressForms forms) {}
