// Adds a passkey, or signs in with one. What goes wrong is told beside the button; the
// link by email always works without.
const texts = {
  add: 'No passkey was added. Try again, or go on signing in by a link.',
  use: 'You were not signed in. Try again, or have a link sent to you.',
};

async function send(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? '' : JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
  return response.json();
}

async function add() {
  const { publicKey, to } = await send('/you/passkeys/begin');
  if (to) {
    return { to }; // to sign in once more
  }
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
  const credential = await navigator.credentials.create({ publicKey: options });
  return send('/you/passkeys', credential.toJSON());
}

async function use() {
  const { publicKey } = await send('/sign-in/passkey/begin');
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  const credential = await navigator.credentials.get({ publicKey: options });
  return send('/sign-in/passkey', credential.toJSON());
}

const ways = { add, use };

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const part of document.querySelectorAll('[data-passkey]')) {
    const way = part.dataset.passkey;
    const status = part.querySelector('[role="status"]');
    part.hidden = false;
    part.querySelector('button').addEventListener('click', async () => {
      status.textContent = '';
      try {
        const { to } = await ways[way]();
        location.assign(to);
      } catch (fault) {
        console.info('A passkey was not used:', fault);
        status.textContent = texts[way];
      }
    });
  }
}
