// The few things that only a browser can do. Everything else is rendered by the server.

// Shows a moment in the reader's time zone. It draws into a shadow root, so Blazor never sees a changed node.
customElements.define('local-time', class extends HTMLElement {
  static observedAttributes = ['datetime', 'show'];

  attributeChangedCallback() {
    const at = new Date(this.getAttribute('datetime'));
    if (isNaN(at)) return;
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
    const day = { day: 'numeric', month: 'short', ...(at.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }) };
    const show = this.getAttribute('show');
    const options = show === 'time' ? clock : show === 'precise' ? { ...clock, fractionalSecondDigits: 3 } : { ...day, ...clock };
    this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.shadowRoot.textContent = new Intl.DateTimeFormat('en-GB', options).format(at);
    this.title = at.toISOString().replace('T', ' ').replace('Z', ' UTC') + ' – shown in ' + Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
});

document.addEventListener('click', async event => {
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    const label = copy.querySelector('[data-copied-label]');
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      label.textContent = 'Copied';
    } catch {
      label.textContent = 'Not allowed';
    }
    setTimeout(() => { label.textContent = 'Copy'; }, 1600);
  }

  if (event.target.closest('[data-reload]')) location.reload();
});

// A question that came with the page stands in its way; without a script it is just there.
for (const question of document.querySelectorAll('dialog[data-modal][open]')) {
  question.close();
  question.showModal();
}

// A second click on Run must not start a second run. A form that is not posted stays on its page, whose own code minds its buttons.
document.addEventListener('submit', event => {
  const button = event.submitter;
  if (button && event.target.method === 'post') setTimeout(() => { button.disabled = true; button.dataset.busy = ''; });
});

// The browser may bring back a page as it was left, with its button still disabled.
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

// The coordinator was started anew and does not know this page's circuit: the page can be had again.
document.addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'rejected') location.reload();
});

// One tooltip for all: in the top layer of the page, so that no scroll box cuts it.
const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
tip.setAttribute('aria-hidden', 'true');

function showTip(event) {
  const of = event.target.closest?.('[data-tip]');
  tip.hidden = !of;
  if (!of) return;
  tip.textContent = of.dataset.tip;
  if (!tip.isConnected) document.body.append(tip);
  const box = of.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = left + 'px';
  tip.style.top = (above > 8 ? above : box.bottom + 8) + 'px';
}

for (const kind of ['mouseover', 'focusin']) document.addEventListener(kind, showTip);
document.addEventListener('scroll', () => { tip.hidden = true; }, true);
