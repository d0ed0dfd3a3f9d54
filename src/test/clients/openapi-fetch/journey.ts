// A whole way through the API by a client of openapi-fetch, whose types openapi-typescript makes from the document:
// journey.js ADDRESS TOKEN, with ADDRESS as https://relais.example.org/api/v1.
import createClient from "openapi-fetch";
import type { paths } from "./relais";

declare const process: { argv: string[]; exitCode: number };

const [address = "", token = ""] = process.argv.slice(2);
const relais = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });

/** What was answered; a refusal is a `Problem`, which names each field at fault. */
function answered<T>({ data, error }: { data?: T; error?: { title: string; errors?: { field: string; code: string }[] } }): T {
  if (data === undefined) {
    throw new Error(error ? `${error.title}: ${JSON.stringify(error.errors)}` : "nothing was answered");
  }
  return data;
}

const expect = (what: string, so: boolean) => {
  if (!so) throw new Error(`not so: ${what}`);
};

async function journey() {
  const number = `+336399${String(Math.floor(Math.random() * 100000)).padStart(5, "0")}`;
  // Sent again under its key after a broken connection, it is done once.
  const key = { header: { "Idempotency-Key": crypto.randomUUID() } };
  const person = {
    name: "Chloé Martin", language: "fr", tags: ["journey"],
    addresses: [{ channel: "whatsapp", kind: "phone", identifier: number }],
    consent: { class: "occasional" as const, source: "List of the neighbours", at: "2026-11-07T10:30:00Z" },
  };
  const contact = answered(await relais.POST("/contacts", { params: key, body: person }));
  const again = await relais.POST("/contacts", { params: key, body: person });
  expect("the first answer comes back", answered(again).id === contact.id
    && again.response.headers.get("Idempotency-Replayed") === "true");

  const path = { id: contact.id };
  const agreed = answered(await relais.POST("/contacts/{id}/opt-in", { params: { path }, body: {
    class: "regular", source: "Paper form 12", at: "2026-11-08T10:00:00Z", wording: "I agree to receive news (form v3)",
  } }));
  expect("they have agreed", agreed.consent.state === "subscribed" && agreed.consent.class === "regular");

  const draft = answered(await relais.POST("/broadcasts", { body: {
    title: "Samedi", audience: { everyone: true },
    message: { language: "fr", body: { fr: "Bonjour {{first_name|à vous}}, on se voit samedi ?" } },
  } }));
  const broadcast = { params: { path: { id: draft.id } } };
  const previews = answered(await relais.GET("/broadcasts/{id}/preview", broadcast));
  expect("it is shown as people read it", previews.items.some(one => one.text.includes("on se voit samedi ?")));
  const count = answered(await relais.GET("/broadcasts/{id}/count", broadcast));
  expect("somebody would get it", count.receiving > 0);
  answered(await relais.POST("/broadcasts/{id}/send", broadcast));
  const progress = answered(await relais.GET("/broadcasts/{id}/progress", broadcast));
  expect("nothing has failed", progress.failed === 0);

  let after = "0";
  const kinds = new Set<string>();
  while (!kinds.has("contact_created") || !kinds.has("opt_in")) {
    // An empty page is held back until something happens, so long at most.
    const page = answered(await relais.GET("/events", { params: { query: { after, limit: 100, wait: 10 } } }));
    expect("the feed goes on", page.items.length > 0);
    page.items.filter(event => event.contactId === contact.id).forEach(event => kinds.add(event.kind));
    after = page.next;
  }

  const refused = await relais.POST("/contacts", { body: { ...person, addresses: [] } });
  expect("a fault names its field", refused.response.status === 400 && refused.error?.errors?.[0]?.field === "addresses");
}

journey().catch((fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
