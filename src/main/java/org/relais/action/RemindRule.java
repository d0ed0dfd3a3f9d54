package org.relais.action;

/**
 * When volunteers are reminded of what they have not done yet.
 *
 * @param hours after their last word or the last reminder, 1 to 720
 * @param times at most, 0 to 5; 0 for never
 * @param silent whether those are reminded too who have not answered the offer
 */
public record RemindRule(int hours, int times, boolean silent) {
    public static final RemindRule NEVER = new RemindRule(24, 0, false);
}
