// Keeps what is being written in a long form by itself, by the same way as its button
// “Save and come back later”: some seconds after a change, and when the page is hidden, as
// by going to another app on a phone. What was sent is kept no more. Pages of long forms load
// it beside app.js, and need neither.

const after = 5000; // milliseconds from a change
const atMost = 60000; // bytes that browsers still send of a page that is being closed
const patience = 10000; // milliseconds for an answer

const says = {
  kept: 'What you write is kept by itself.',
  elsewhere: 'This form was kept or sent from somewhere else meanwhile. To keep what is written here in its place, choose “Save and come back later”.',
  out: 'You are signed out. When you send or save this, what you wrote is kept, and you are asked to sign in.',
  failed: 'This could not be kept just now. Before you leave, send it, or choose “Save and come back later”.',
};

function keepByItself(button) {
  const { form } = button;
  const mark = form.elements['kept-mark'];
  if (!mark) return; // nobody is signed in
  const show = line(button);
  let changed = false; // what is written is kept nowhere
  let over = false; // it was sent, or is somebody else's to keep
  let timer = 0;
  let underway; // a promise, while something is being kept
  let sending = false; // as soon as that has ended

  const soon = () => {
    changed = true;
    timer ||= setTimeout(keep, after);
  };

  async function ask(body) {
    const answer = await fetch(form.getAttribute('action'), {
      method: 'POST', body, redirect: 'manual', keepalive: body.toString().length < atMost, signal: AbortSignal.timeout(patience),
    });
    if (answer.ok) {
      mark.value = (await answer.json()).mark;
      show(says.kept, `Kept at ${new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`);
    } else if (answer.status === 409) {
      over = true;
      show(says.elsewhere);
    } else if (answer.status === 401) {
      show(says.out);
    } else {
      throw new Error(`it was answered with ${answer.status}`);
    }
  }

  function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!changed || over) return;
    if (underway) {
      underway.then(keep);
      return;
    }
    changed = false;
    underway = ask(written(form)).catch(() => {
      show(says.failed);
      changed = true; // tried again with the next change
    }).then(() => { underway = undefined; });
  }

  form.addEventListener('input', soon);
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    timer = 0;
    if (!underway) {
      over = true;
      return;
    }
    event.preventDefault(); // what is being kept must not come after what is sent
    if (sending) return;
    sending = true;
    underway.then(() => {
      sending = false;
      form.requestSubmit(event.submitter);
    });
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keep(); });
  window.addEventListener('pagehide', keep);
  window.addEventListener('pageshow', (event) => { // back, as it was left: it may be sent already
    if (event.persisted) [changed, over] = [false, false];
  });
  if (mark.hasAttribute('data-unkept')) soon();
}

// written is what the form would send by its button, without its files.
function written(form) {
  const body = new URLSearchParams({ press: 'keep-quietly' });
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string') body.append(name, value);
    else if (value.name) body.set('files-chosen', 'yes');
  }
  return body;
}

// line is where it says what it does: seen each time, and read out once for each news.
function line(button) {
  const shown = document.createElement('p');
  shown.className = 'ds_hint-text app-kept screen-only';
  const aloud = document.createElement('span');
  aloud.className = 'visually-hidden';
  aloud.setAttribute('role', 'status');
  const seen = document.createElement('span');
  shown.append(aloud, seen);
  (button.closest('.ds_button-group') ?? button).after(shown);
  return (news, briefly) => {
    if (aloud.textContent !== news) aloud.textContent = news;
    seen.textContent = briefly ?? '';
    aloud.classList.toggle('visually-hidden', Boolean(briefly));
  };
}

for (const button of document.querySelectorAll('button[name="press"][value="keep"]')) {
  if (button.form) keepByItself(button);
}
