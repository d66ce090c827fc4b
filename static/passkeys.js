// Passkeys: the page says what to ask the browser for; its answer goes with the form. Without scripts a code does.
(() => {
  'use strict';
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = {
    async create(options) {
      const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) };
      const made = await navigator.credentials.create({ publicKey });
      return { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject), made };
    },
    async get(options) {
      const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
      const made = await navigator.credentials.get({ publicKey });
      const handle = made.response.userHandle;
      return { clientDataJSON: text(made.response.clientDataJSON), authenticatorData: text(made.response.authenticatorData), signature: text(made.response.signature), userHandle: handle ? text(handle) : null, made };
    },
  };

  for (const box of document.querySelectorAll('[data-passkey]')) {
    const form = box.closest('form'), button = box.querySelector('[data-passkey-ask]'), said = box.querySelector('[data-passkey-said]');
    const say = (sentence) => { said.textContent = sentence; said.hidden = !sentence; };
    const press = async () => {
      const first = form.querySelector('input:not([type=hidden])[required]');
      say('');
      button.disabled = true;
      try {
        const { made, ...response } = await ask[box.dataset.passkey](JSON.parse(box.dataset.options));
        const answer = { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(), response };
        form.querySelector(`[name="${box.dataset.field}"]`).value = JSON.stringify(answer);
        form.requestSubmit ? form.requestSubmit() : form.submit();
      } catch (error) {
        say(box.dataset.failed);
        button.disabled = false;
        if (first && !first.value) first.focus();
      }
    };
    if (!window.PublicKeyCredential) {
      say(box.dataset.none);
      continue;
    }
    button.hidden = false;
    button.addEventListener('click', press);
    // On the page that asks whether it is her, the passkey is asked for at once; on a new one she presses.
    if (box.dataset.passkey === 'get' && !document.querySelector('.error-summary')) press();
  }
})();
