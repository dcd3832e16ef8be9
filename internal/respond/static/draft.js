/* Pages of personal links: what is typed is kept on the server a little later, so that it can be gone on with on any
   device. Every change is counted, so that a saving that arrives late is known as such. ES5. */
(function () {
  'use strict';
  var doc = document, timer = 0, open = false, said = false, wait = 2500;

  function field(name) { return doc.querySelector('#f input[name="' + name + '"]'); }
  function path() { return location.pathname.replace(/\/$/, '') + '/draft'; }
  function body() {
    var parts = [], form = doc.getElementById('f'), i, e;
    for (i = 0; i < form.elements.length; i++) {
      e = form.elements[i];
      if (!e.name || e.disabled || e.type === 'submit' || /^(radio|checkbox)$/.test(e.type) && !e.checked) continue;
      parts.push(encodeURIComponent(e.name) + '=' + encodeURIComponent(e.value));
    }
    return parts.join('&').replace(/%20/g, '+');
  }
  function busy() { var form = doc.getElementById('f'); return !form || form.hasAttribute('aria-busy'); }

  function save() {
    timer = 0;
    if (!open || busy()) return; // sending a page saves it, too
    var x = new XMLHttpRequest(), of = doc.getElementById('f');
    open = false;
    x.open('POST', path());
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
    x.timeout = 15000;
    x.onload = function () {
      var revision = x.getResponseHeader('X-Revision'), line = doc.getElementById('status');
      if (x.status === 429 || x.status >= 500) { again(); return; }
      if (!revision || of !== doc.getElementById('f')) return;
      field('_r').value = revision;
      if (!said && line && !line.textContent) line.textContent = of.getAttribute('data-saved');
      said = true; // once is enough for those who hear it
    };
    x.onerror = x.ontimeout = again;
    x.send(body());
  }
  function again() { open = true; if (!timer) timer = setTimeout(save, 4 * wait); }

  function changed(e) {
    var n = field('_n');
    if (!n || !e.target || !e.target.name) return;
    n.value = Number(n.value) + 1;
    open = true;
    if (!timer) timer = setTimeout(save, wait);
  }
  function left() {
    if (!open || busy() || !navigator.sendBeacon || !window.Blob) return;
    if (navigator.sendBeacon(path(), new Blob([body()], { type: 'application/x-www-form-urlencoded; charset=UTF-8' }))) open = false;
  }

  doc.addEventListener('input', changed);
  doc.addEventListener('change', changed);
  doc.addEventListener('visibilitychange', function () { if (doc.hidden) left(); });
  addEventListener('pagehide', left);
  doc.addEventListener('submit', function () { open = false; });
})();
