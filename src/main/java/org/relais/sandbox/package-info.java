/**
 * Simulated WhatsApp and Telegram platforms with phones on a page. The service speaks to them over HTTP exactly as to
 * the real ones; this package knows nothing of the rest of Relais.
 *
 * <h2>Addresses</h2>
 *
 * <ul>
 *   <li>{@code /telegram/bot<token>/<method>} (also {@code /bot<token>/<method>}): the Bot API. Base address for a
 *       client: {@code http://host:port/telegram}. What is not played of it is refused as a method that an account may not
 *       call ({@code BOT_METHOD_INVALID}), what is no method of it as one that there is not (404).
 *   <li>{@code /whatsapp/v<NN>.<N>/<id>/…} (also {@code /v<NN>.<N>/<id>/…}): the Cloud API: {@code POST
 *       <phone number id>/messages}, {@code GET|POST|DELETE <account id>/message_templates}, {@code POST <account
 *       id>/subscribed_apps}, {@code GET <phone number id>}, {@code GET <media id>} and the address that it tells. Base
 *       address: {@code http://host:port/whatsapp}.
 *   <li>{@code /sandbox/api/…}: the control API below, JSON in and out.
 *   <li>{@code /}: the page with the phones.
 * </ul>
 *
 * <h2>Control API</h2>
 *
 * A wrong field is answered 400 with {@code {"field":…,"error":…}}, an unknown phone 404. Phone ids: {@code wa-<digits>}
 * or {@code wa-<user id>}, {@code tg-<user id>}, {@code wa-group-<id>}, {@code tg-group-<chat id without sign>}. A sender
 * is named by its phone number id or by its bot username; where it may be left out, the phone's last correspondent or
 * the first of the platform is meant.
 *
 * <p><b>Order.</b> Everything that happens has a place in one order, {@code sequence}. A message has {@code
 * beganSequence} and {@code beganAt} (its request reached the sandbox) and {@code sequence} and {@code acceptedAt} (the
 * phone has it); a webhook has {@code answeredSequence} and {@code answeredAt}. A message with {@code beganSequence}
 * greater than a stop's {@code answeredSequence} began after the stop had been answered.
 *
 * <p><b>Senders</b>
 *
 * <ul>
 *   <li>{@code GET /senders}
 *   <li>{@code POST /senders/telegram} {@code {token, username, name}}
 *   <li>{@code POST /senders/whatsapp} {@code {phoneNumberId, displayPhoneNumber, name, accountId, accessToken,
 *       appSecret, verifyToken, webhookUrl, verify}}; {@code verify: true} makes the GET handshake and answers {@code
 *       verified}. Again with the same id, it moves the webhook. With {@code offered:
 *       true}, here and for a bot, the page shows all that connects it, its secrets too.
 *   <li>{@code POST /templates} {@code {account, name, language, category, status, body | components}}; {@code GET
 *       /templates?account=}
 * </ul>
 *
 * <p><b>Phones</b>
 *
 * <ul>
 *   <li>{@code POST /phones} {@code {channel: whatsapp|telegram, name, language, number, userId, username, identity,
 *       started, windowOpen, switches}} or a list of such objects. WhatsApp needs a number or a
 *       business-scoped {@code userId}; Telegram needs a numeric {@code userId}; {@code started} = has pressed Start,
 *       before which nothing but {@code /start} can be written; {@code windowOpen} = has just written. {@code identity} is
 *       how WhatsApp names the person: {@code number, number_only, user_id, user_id_in_from, missing}. A group: {@code
 *       {channel, group: true, userId: "-1001…", name, members: [phone ids]}}.
 *   <li>{@code GET /phones?q=&channel=&offset=&limit=}, {@code GET|PATCH|DELETE /phones/<id>} (GET includes the history)
 * </ul>
 *
 * <p><b>What people do</b>: each is a POST to {@code /phones/<id>/…}, may carry {@code sender}, answers {@code {webhooks:
 * […], answered}}, and with {@code wait: true} (and {@code timeoutMillis}, 10000) does so only when the service has
 * answered them with a 2xx. With {@code stop: true} what begins after that answer counts as received after the stop;
 * {@code start: true} lifts it.
 *
 * <ul>
 *   <li>{@code messages} {@code {text, group, replyTo}}: {@code replyTo} is the id of a message of the phone's history, which
 *       the text quotes; there must be such a message
 *   <li>{@code press} {@code {button, message, group}}: label or data of a button, of that message or the newest with it
 *   <li>{@code inline} {@code {to, query | button}}: Telegram only, the bot's name typed in a chat with a phone or group;
 *       what the bot offers stands in the phone's conversation; {@code choose} {@code {item}}: id, title or number of it is
 *       sent there
 *   <li>{@code contact} {@code {name, number, userId}}: a contact card
 *   <li>{@code open} {@code {payload}}: the sender's deep link ({@code /start payload}; on WhatsApp the prefilled text)
 *   <li>{@code block}, {@code unblock}
 *   <li>{@code edit} {@code {message, text}}: Telegram only
 *   <li>{@code events} {@code {kind, …}}: Telegram {@code photo|voice|video|document|sticker {caption, base64,
 *       fileName, mimeType, size}, location {latitude, longitude}, migrate {chatId}, update {field, value}}; WhatsApp {@code
 *       image|audio|video|document|sticker} with the same fields, {@code location, reaction {messageId, emoji}, unsupported,
 *       user_changed_number {number}, user_changed_user_id, user_id_update, user_preferences {value: stop|resume},
 *       smb_message_echoes {body} (the business writes from its own app), change {field, value}}
 * </ul>
 *
 * Without a phone: {@code POST /events} {@code {sender, kind: message_template_status_update {name, language, event,
 * reason} | message_template_quality_update {name, language, quality} | template_category_update {name, language, category,
 * notice} | account_update | phone_number_quality_update | change}} and {@code POST /batch} {@code {sender, actions:
 * [{phone, text | button | kind}]}}, which puts several changes into one WhatsApp webhook.
 *
 * <p><b>What happened</b>
 *
 * <ul>
 *   <li>{@code GET /messages?after=&beganAfter=&phone=&sender=&text=&callbackData=&limit=&atLeast=&timeoutMillis=}:
 *       messages that phones received, oldest first, with {@code cursor} for the next {@code after}; with {@code atLeast}
 *       it waits until there are so many ({@code complete} tells whether there were)
 *   <li>{@code GET /webhooks?after=&phone=&kind=&event=&state=&limit=}: the journal of webhooks: state, attempts, status,
 *       when begun and answered. Kinds: {@code message:<type>}, {@code status:<status>}, {@code callback_query}, …
 *   <li>{@code GET /counters?holding=&timeoutMillis=}: exact counts by sender, accepted and refused per second of the
 *       monotonic clock, refusals by code; with {@code holding} it waits until so many requests are held
 *   <li>{@code GET /idle?timeoutMillis=}: waits until no webhook is waiting
 *   <li>{@code GET /stops}: of the phones that stopped, how many messages each received that began after the answer
 * </ul>
 *
 * <p><b>Behaviour</b>
 *
 * <ul>
 *   <li>{@code GET|PUT|PATCH /switches} and {@code /phones/<id>/switches}: {@link org.relais.sandbox.world.Switches}; PUT
 *       starts from all off, PATCH changes what it names; a phone's own go before the global ones
 *   <li>{@code GET|PATCH /settings}: {@link org.relais.sandbox.world.Settings}
 *   <li>{@code PUT /console} {@code {url, signIn, timeZone}}: where the page of the phones leads its visitor to be an organiser, and
 *       the zone of its clocks, the reader's own unless given; without it the page shows no tour
 *   <li>{@code PUT /playing} {@code {playing: true}}: a program plays the organiser from now on, so that what arrives on the
 *       phones ticks no step of the tour, until it says {@code false}
 *   <li>{@code POST /reset} {@code {phones: true}}: forgets messages, webhooks, counts, switches, settings, and phones
 * </ul>
 */
@NullMarked
@CheckReturnValue
package org.relais.sandbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
