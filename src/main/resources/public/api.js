// "Try it": a form for each operation of the reference, sent to this same service. Without this script the reference is read
// as it stands. The token is kept in this variable only, and is gone with the page.
(() => {
  const words = {
    en: {
      title: "Try it", token: "Token", body: "Body", file: "File", send: "Send", sending: "Sending…", command: "The same as a command",
      real: "It is done for real, as far as the token may. The token stays in this page and is stored nowhere.",
      failed: "No answer came: the service can’t be reached, or this can’t be sent.", empty: "Nothing in the body.", save: "Save the answer",
      cut: "Only the beginning is shown.",
    },
    fr: {
      title: "Essayer", token: "Jeton", body: "Corps", file: "Fichier", send: "Envoyer", sending: "Envoi…",
      command: "La même chose en ligne de commande",
      real: "C’est fait pour de bon, dans la limite des droits du jeton. Le jeton reste dans cette page et n’est enregistré nulle part.",
      failed: "Aucune réponse : le service est injoignable, ou ceci ne peut pas être envoyé.", empty: "Rien dans le corps.",
      save: "Enregistrer la réponse", cut: "Seul le début est affiché.",
    },
  };
  const language = navigator.languages.map(one => one.slice(0, 2)).find(one => words[one]) ?? "en";
  const say = words[language];
  const TOLD = ["content-type", "etag", "location", "retry-after", "idempotency-replayed", "x-request-id"];
  const SHOWN = 100000;
  const PATIENCE_MILLIS = 60000;
  let token = "";

  const make = (name, fields, ...inside) => {
    const made = Object.assign(document.createElement(name), fields);
    made.append(...inside);
    return made;
  };
  const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";
  const pretty = text => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  const begin = operation => {
    const { method, path, type, body } = operation.dataset;
    const parameters = JSON.parse(operation.dataset.parameters);
    const json = type === "application/json";
    const text = fields => make("input", { type: "text", autocomplete: "off", spellcheck: false, ...fields });
    const secret = text({ className: "secret", value: token });
    const inputs = parameters.map(one => text({ required: one.required }));
    const example = json ? pretty(body) : "";
    const content = json
      ? make("textarea", { value: example, spellcheck: false, rows: Math.min(20, example.split("\n").length + 1) })
      : make("input", { type: "file", required: true });
    const send = make("button", { className: "button" }, say.send);
    let asking = false;
    // What came of it is read out; its body is there to be gone through.
    const status = make("p", { role: "status" });
    const result = make("div", { className: "result" });
    const labelled = (label, control) => make("label", {}, label, control);
    const form = make("form", { lang: language },
      make("p", { className: "small" }, say.real),
      labelled(say.token, secret),
      ...parameters.map((one, at) => labelled(make("code", {}, one.name), inputs[at])),
      ...(type ? [labelled(json ? say.body : say.file, content)] : []),
      send, status, result);

    const request = () => {
      let address = path;
      const query = new URLSearchParams();
      const headers = {};
      parameters.forEach((one, at) => {
        const value = inputs[at].value.trim();
        if (one.in === "path") address = address.replace(`{${one.name}}`, encodeURIComponent(value));
        else if (value && one.in === "query") query.append(one.name, value);
        else if (value) headers[one.name] = value;
      });
      const file = type && !json ? content.files[0] : null;
      const parted = type.startsWith("multipart/");
      const text = json && content.value.trim();
      // A form says itself where its parts end.
      if (type && !parted && (text || file)) headers["Content-Type"] = type;
      const parts = new FormData();
      if (file && parted) parts.append("file", file);
      return {
        url: location.origin + "/api/v1" + address + (String(query) && "?" + query), headers,
        body: parted ? parts : text || file || undefined,
        sent: text ? "-d " + quoted(text) : file && (parted ? "-F " : "--data-binary ") + quoted((parted ? "file=@" : "@") + file.name),
      };
    };
    const command = ({ url, headers, sent }) => [
      "curl" + (method === "GET" ? "" : " -X " + method) + " " + quoted(url),
      token && "-H \"Authorization: Bearer $TOKEN\"",
      ...Object.entries(headers).map(([name, value]) => "-H " + quoted(name + ": " + value)),
      sent,
    ].filter(Boolean).join(" \\\n  ");
    const code = text => make("pre", { tabIndex: 0 }, text);

    const tell = (words, refused) => {
      status.className = refused ? "refused" : "";
      status.textContent = words;
    };
    const answered = async answer => {
      const kind = answer.headers.get("content-type") ?? "";
      const blob = await answer.blob();
      const whole = /json|^text\//.test(kind) ? pretty(await blob.text()) : "";
      const told = TOLD.filter(name => answer.headers.has(name)).map(name => name + ": " + answer.headers.get(name)).join("\n");
      const save = () => make("a", { href: URL.createObjectURL(blob), download: operation.id, className: "plain button" }, say.save);
      return [
        code(told),
        ...(blob.size === 0 ? [make("p", {}, say.empty)] : whole ? [code(whole.slice(0, SHOWN))] : [save()]),
        ...(whole.length > SHOWN ? [make("p", {}, say.cut), save()] : []),
      ];
    };

    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (asking) return;
      token = secret.value.trim();
      const asked = request();
      const from = performance.now();
      asking = true;
      send.textContent = say.sending;
      let shown = [];
      try {
        const headers = token ? { ...asked.headers, Authorization: "Bearer " + token } : asked.headers;
        const answer = await fetch(asked.url, { method, headers, body: asked.body, credentials: "omit", cache: "no-store",
          signal: AbortSignal.timeout(PATIENCE_MILLIS) });
        shown = await answered(answer);
        tell(`${answer.status} ${answer.statusText}`.trim() + ` · ${Math.round(performance.now() - from)} ms`, !answer.ok);
      } catch {
        tell(say.failed, true);
      }
      result.replaceChildren(...shown, make("h4", {}, say.command), code(command(asked)));
      send.textContent = say.send;
      asking = false;
    });
    form.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    return form;
  };

  document.querySelectorAll("details[data-path]").forEach(operation => {
    const attempt = make("details", { className: "try" }, make("summary", { lang: language }, say.title));
    attempt.addEventListener("toggle", () => {
      if (attempt.open && !attempt.querySelector("form")) attempt.append(begin(operation));
      // What was entered elsewhere meanwhile.
      if (attempt.open && token) attempt.querySelector(".secret").value = token;
    });
    operation.querySelector("pre").after(attempt);
  });
})();
