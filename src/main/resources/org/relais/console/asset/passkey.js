// Passkeys: asks the browser to make one, or to sign with one, and sends what it answers as a form. Without this script, or in
// a browser that knows none, the pages show none of it.
(() => {
  const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), char => char.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const put = (form, fields) => Object.entries(fields).forEach(([name, buffer]) => {
    const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    field.value = text(buffer);
  });
  const ways = {
    create: async (options, form) => {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials.forEach(one => { one.id = bytes(one.id); });
      const made = await navigator.credentials.create({ publicKey: options });
      put(form, { clientData: made.response.clientDataJSON, attestation: made.response.attestationObject });
    },
    get: async (options, form) => {
      const shown = await navigator.credentials.get({ publicKey: options });
      const answer = shown.response;
      form.action = form.dataset.options + "/" + text(answer.userHandle ?? new ArrayBuffer(0));
      put(form, { credential: shown.rawId, clientData: answer.clientDataJSON, authenticatorData: answer.authenticatorData,
        signature: answer.signature });
    },
  };
  const begin = form => {
    const words = form.dataset;
    const fault = form.querySelector("[role=alert]");
    let asking = false;
    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (asking) return;
      asking = true;
      fault.textContent = "";
      try {
        const answer = await fetch(words.options, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const options = await answer.json();
        options.challenge = bytes(options.challenge);
        await ways[words.passkey](options, form);
        form.submit();
      } catch (error) {
        fault.textContent = words[error.name] ?? words.failed;
      } finally {
        asking = false;
      }
    });
  };
  document.querySelectorAll("form[data-passkey]").forEach(form => {
    const here = location.origin === form.dataset.origin;
    if (!here) document.querySelectorAll("[data-passkey-elsewhere]").forEach(part => { part.hidden = false; });
    if (!here || !window.PublicKeyCredential) return;
    begin(form);
    form.hidden = false;
    document.querySelectorAll("[data-passkey-none]").forEach(part => { part.hidden = true; });
  });
})();
