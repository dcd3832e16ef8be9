/* Adds to pages that work without it: shows and hides conditional items, keeps a page once, sends without
   leaving and tries again when the line drops. ES5: some in-app browsers are old. */
(function () {
  'use strict';
  var doc = document, root = doc.documentElement, path = location.pathname;
  var form, busy = false, pressed = null, hidden = {}, timer = 0, tries = 0;

  function each(list, f) { for (var i = 0; i < list.length; i++) f(list[i], i); }
  function all(selector, within) { return (within || doc).querySelectorAll(selector); }
  function store(key, value) { // a tab's own memory; private windows may refuse it
    try {
      if (value === undefined) return sessionStorage.getItem(key);
      if (value === null) sessionStorage.removeItem(key); else sessionStorage.setItem(key, value);
    } catch (e) { /* without it nothing is lost but a reload */ }
    return null;
  }

  /* Answers on the page, as the server would read them. */
  function values(name) {
    var found = [];
    each(form.elements, function (e) {
      if (e.name !== name || e.hasAttribute('data-off') || /^(radio|checkbox)$/.test(e.type) && !e.checked) return;
      if (e.value.replace(/\s/g, '')) found.push(e.value);
    });
    return found;
  }

  /* A condition is ["all", …], ["any", …], ["not", c] or [op, item, value]. As on the server, a comparison with an
     item that has no answer does not hold. */
  function holds(c) {
    var op = c[0], i;
    if (op === 'not') return !holds(c[1]);
    if (op === 'all' || op === 'any') {
      for (i = 1; i < c.length; i++) if (holds(c[i]) !== (op === 'all')) return op === 'any';
      return op === 'all';
    }
    var v = hidden[c[1]] ? [] : values(c[1]), one = v[0], n = Number(one), want = c[2];
    if (op === 'not_answered') return !v.length;
    if (!v.length) return false;
    if (op === 'answered') return true;
    if (op === 'contains') return v.indexOf(want) >= 0;
    if (op === 'in') return want.indexOf(one) >= 0;
    if (op === 'not_in') return want.indexOf(one) < 0;
    if (typeof want === 'string') n = one; // an option, or a day
    else if (isNaN(n)) return op === 'ne';
    return op === 'eq' ? n === want : op === 'ne' ? n !== want : op === 'lt' ? n < want : op === 'le' ? n <= want :
      op === 'gt' ? n > want : n >= want;
  }

  function show() {
    hidden = {};
    each(all('[data-if]', form), function (item) {
      var off = !holds(JSON.parse(item.getAttribute('data-if')));
      if (!off && item.parentNode && closest(item.parentNode, '[data-if]')) off = closest(item.parentNode, '[data-if]').hidden;
      item.hidden = off;
      if (off) each(all('input,textarea', item), function (e) { hidden[e.name] = true; });
    });
    each(all('.other', form), function (box) {
      var on = false;
      each(form.elements, function (e) { if (e.name === box.getAttribute('data-for') && e.checked && e.hasAttribute('data-other')) on = true; });
      var text = all('input', box)[0];
      box.hidden = !on;
      text.disabled = !on; // what is hidden is not sent
    });
  }

  function closest(node, selector) {
    for (; node && node !== form; node = node.parentNode) {
      var match = node.matches || node.webkitMatchesSelector || node.msMatchesSelector;
      if (match && match.call(node, selector)) return node;
    }
    return null;
  }

  /* One exclusive option rules out the others, and the others it. */
  function exclude(e) {
    if (e.type !== 'checkbox' || !e.checked) return;
    each(form.elements, function (o) {
      if (o !== e && o.name === e.name && o.type === 'checkbox' && (o.hasAttribute('data-alone') || e.hasAttribute('data-alone'))) o.checked = false;
    });
  }

  function grow(area) {
    area.style.height = 'auto';
    area.style.height = Math.max(area.scrollHeight + 2, 96) + 'px';
    var max = Number(area.getAttribute('data-max')), length = area.value.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '_').length;
    var line = area.parentNode.querySelector('.count'), left = max - length;
    if (line) {
      line.textContent = left <= Math.max(20, max / 10) ? form.getAttribute('data-left').replace('{n}', left) : '';
      line.className = left < 0 ? 'count over' : 'count';
    }
  }

  function serialise(extra) {
    var parts = [];
    each(form.elements, function (e) {
      if (!e.name || e.disabled || e.type === 'submit' || /^(radio|checkbox)$/.test(e.type) && !e.checked) return;
      parts.push(encodeURIComponent(e.name) + '=' + encodeURIComponent(e.value));
    });
    if (extra) parts.push('_do=' + encodeURIComponent(extra));
    return parts.join('&').replace(/%20/g, '+');
  }

  /* A reload, or the way back after a crash, finds what was typed; a new visit to the link does not. */
  function keep() { store('a:' + path, serialise()); }
  function restore() {
    var kept = store('a:' + path), nav = window.performance && performance.navigation;
    if (!kept) return;
    if (!nav || nav.type === 0) { store('a:' + path, null); return; }
    each(kept.split('&'), function (pair) {
      var at = pair.indexOf('='), name = decodeURIComponent(pair.slice(0, at));
      var value = decodeURIComponent(pair.slice(at + 1).replace(/\+/g, ' ')), found = false;
      if (name === '_page' || name === '_lang' || name === '_v') return;
      each(form.elements, function (e) {
        if (e.name !== name) return;
        found = true;
        if (/^(radio|checkbox)$/.test(e.type)) { if (e.value === value) e.checked = true; } else e.value = value;
      });
      if (!found) { // an answer of another page
        var field = doc.createElement('input');
        field.type = 'hidden'; field.name = name; field.value = value;
        form.appendChild(field);
      }
    });
  }

  /* Sending. The page is replaced by the answer; the submission id in it makes a second sending harmless. */
  function status(text, button) {
    var line = doc.getElementById('status');
    line.textContent = text;
    line.className = button ? 'status lost' : 'status';
    if (!button) return;
    var again = doc.createElement('button');
    again.type = 'button'; again.className = 'second'; again.textContent = button;
    again.onclick = function () { tries = 0; retry(); };
    line.appendChild(again);
    line.scrollIntoView(false);
  }

  function send(what) {
    var x = new XMLHttpRequest(), body = serialise(what);
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    form.setAttribute('aria-busy', 'true');
    status(form.getAttribute('data-sending'));
    x.open('POST', location.href);
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8');
    x.timeout = 20000;
    x.onload = function () {
      if (!x.getResponseHeader('X-Page')) { lost(what); return; } // somebody between us answered
      var next = new DOMParser().parseFromString(x.responseText, 'text/html');
      if (x.status === 429 || x.status >= 500) { lost(what, next.querySelector('.summary p, .notice h1')); return; }
      idle();
      swap(next);
    };
    x.onerror = x.ontimeout = function () { lost(what); };
    x.send(body);
  }

  function idle() { busy = false; tries = 0; form.removeAttribute('aria-busy'); }

  var waiting = null;
  function lost(what, why) {
    busy = false;
    waiting = what;
    form.removeAttribute('aria-busy');
    status(why ? why.textContent : form.getAttribute('data-lost'), form.getAttribute('data-again'));
    if (tries++ < 6) timer = setTimeout(retry, 2000 * Math.pow(2, tries - 1));
  }
  function retry() { if (waiting !== null && form && doc.body.contains(form)) send(waiting); }

  function swap(next) {
    var was = page();
    waiting = null;
    doc.title = next.title;
    root.lang = next.documentElement.lang;
    root.replaceChild(doc.importNode(next.body, true), doc.body);
    scrollTo(0, 0);
    init();
    if (form && page() > was) history.pushState({ page: page() }, '');
    if (form) keep(); else store('a:' + path, null);
    var first = doc.getElementById('summary') || doc.querySelector('h1');
    if (first) first.focus();
  }

  function page() { return Number(doc.body.getAttribute('data-page') || 0); }

  function init() {
    form = doc.getElementById('f');
    if (!form) return;
    if (doc.body.hasAttribute('data-fresh')) {
      restore();
      if (!store('o:' + path)) {
        store('o:' + path, '1');
        var x = new XMLHttpRequest();
        x.open('POST', path.replace(/\/$/, '') + '/opened');
        x.send();
      }
    }
    each(all('textarea', form), grow);
    show();
    form.addEventListener('click', function (e) {
      var b = closest(e.target, 'button');
      if (b && b.name) pressed = b;
    });
    form.addEventListener('change', function (e) { exclude(e.target); show(); keep(); });
    form.addEventListener('input', function (e) { if (e.target.tagName === 'TEXTAREA') grow(e.target); else show(); keep(); });
    form.addEventListener('keydown', function (e) { // Enter goes on to the next field, it does not send
      if (e.keyCode === 13 && e.target.tagName === 'INPUT' && !/^(radio|checkbox)$/.test(e.target.type)) { e.preventDefault(); e.target.blur(); }
    });
    form.addEventListener('submit', function (e) {
      var what = pressed ? pressed.value : 'stay';
      pressed = null;
      if (busy) { e.preventDefault(); return; }
      if (!window.DOMParser || !history.pushState) { busy = true; return; } // the browser sends, once
      e.preventDefault();
      send(what);
    });
  }

  root.className = 'js';
  addEventListener('popstate', function (e) {
    var want = e.state && e.state.page || 0;
    if (form && !busy && want !== page()) send(want < page() ? 'back' : 'next');
  });
  addEventListener('online', retry);
  addEventListener('pageshow', function (e) { if (e.persisted) { busy = false; if (form) show(); } });
  init();
})();
