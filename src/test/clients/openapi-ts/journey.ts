// A whole way through the API by the functions that openapi-ts makes from the document: journey.js ADDRESS TOKEN, with
// ADDRESS as https://relais.example.org/api/v1.
import {
  countBroadcast, createBroadcast, createContact, previewBroadcast, readEvents, readProgress, recordOptIn, sendBroadcast,
} from "./relais";
import { client } from "./relais/client.gen";

declare const process: { argv: string[]; exitCode: number };

const [address = "", token = ""] = process.argv.slice(2);
client.setConfig({ baseUrl: address, auth: token, throwOnError: true });
// A refusal is thrown: a `Problem`, which names each field at fault.
const strict = { throwOnError: true } as const;

const expect = (what: string, so: boolean) => {
  if (!so) throw new Error(`not so: ${what}`);
};

async function journey() {
  const number = `+336399${String(Math.floor(Math.random() * 100000)).padStart(5, "0")}`;
  const person = {
    name: "Chloé Martin", language: "fr", tags: ["journey"],
    addresses: [{ channel: "whatsapp", kind: "phone", identifier: number }],
    consent: { class: "occasional" as const, source: "List of the neighbours", at: "2026-11-07T10:30:00Z" },
  };
  // Sent again under its key after a broken connection, it is done once.
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const { data: contact } = await createContact({ ...strict, headers, body: person });
  const again = await createContact({ ...strict, headers, body: person });
  expect("the first answer comes back", again.data.id === contact.id
    && again.response.headers.get("Idempotency-Replayed") === "true");

  const { data: agreed } = await recordOptIn({ ...strict, path: { id: contact.id }, body: {
    class: "regular", source: "Paper form 12", at: "2026-11-08T10:00:00Z", wording: "I agree to receive news (form v3)",
  } });
  expect("they have agreed", agreed.consent.state === "subscribed" && agreed.consent.class === "regular");

  const { data: draft } = await createBroadcast({ ...strict, body: {
    title: "Samedi", audience: { everyone: true },
    message: { language: "fr", body: { fr: "Bonjour {{first_name|à vous}}, on se voit samedi ?" } },
  } });
  const path = { id: draft.id };
  const { data: previews } = await previewBroadcast({ ...strict, path });
  expect("it is shown as people read it", previews.items.some(one => one.text.includes("on se voit samedi ?")));
  const { data: count } = await countBroadcast({ ...strict, path });
  expect("somebody would get it", count.receiving > 0);
  await sendBroadcast({ ...strict, path });
  const { data: progress } = await readProgress({ ...strict, path });
  expect("nothing has failed", progress.failed === 0);

  let after = "0";
  const kinds = new Set<string>();
  while (!kinds.has("contact_created") || !kinds.has("opt_in")) {
    // An empty page is held back until something happens, so long at most.
    const { data: page } = await readEvents({ ...strict, query: { after, limit: 100, wait: 10 } });
    expect("the feed goes on", page.items.length > 0);
    page.items.filter(event => event.contactId === contact.id).forEach(event => kinds.add(event.kind));
    after = page.next;
  }

  const { error, response } = await createContact({ throwOnError: false, body: { ...person, addresses: [] } });
  expect("a fault names its field", response?.status === 400 && error?.errors?.[0]?.field === "addresses");
}

journey().catch((fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
