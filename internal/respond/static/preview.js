/* In the preview of a questionnaire: what would be sent is handed to the frame around the page, which asks for the next
   one. Nothing here needs an origin, so that the frame can be a sandbox. Messages to the frame:
     {manyi: 'preview', do: 'next' | 'back' | 'send' | 'stay' | 'lang-…' | '', fields: {name: [value, …]}, top: pixels}
   with an empty "do" whenever something was answered. From the frame: {manyi: 'show', item: code} and {manyi: 'scroll', top: pixels}. */
(function () {
  'use strict';
  var doc = document, pressed = null, timer = 0;

  function each(list, f) { for (var i = 0; i < list.length; i++) f(list[i]); }
  function tell(what) {
    var form = doc.getElementById('f'), fields = {};
    if (!form) return;
    each(form.elements, function (e) {
      if (!e.name || e.disabled || e.type === 'submit' || /^(radio|checkbox)$/.test(e.type) && !e.checked) return;
      if (!Object.prototype.hasOwnProperty.call(fields, e.name)) fields[e.name] = [];
      fields[e.name].push(e.value);
    });
    parent.postMessage({ manyi: 'preview', do: what, fields: fields, top: pageYOffset }, '*');
  }
  function up(node, name) {
    for (; node && node !== doc; node = node.parentNode) if (node.nodeName === name) return node;
    return null;
  }

  doc.addEventListener('click', function (e) {
    var button = up(e.target, 'BUTTON'), link = up(e.target, 'A');
    if (button && button.name === '_do') pressed = button.value;
    if (!link) return;
    e.preventDefault(); // a frame made of a text has no address of its own to jump within
    var field = doc.getElementById((link.getAttribute('href') || '').slice(1));
    if (field) field.focus();
  }, true);
  doc.addEventListener('submit', function (e) {
    e.preventDefault();
    e.stopPropagation();
    tell(pressed || 'stay');
    pressed = null;
  }, true);
  function answered() {
    clearTimeout(timer);
    timer = setTimeout(function () { tell(''); }, 200);
  }
  doc.addEventListener('change', answered);
  doc.addEventListener('input', answered);
  var wrong = doc.getElementById('summary'); // the page is there: this script is deferred
  if (wrong) wrong.scrollIntoView();
  addEventListener('message', function (e) {
    if (e.source !== parent || !e.data) return;
    var item = e.data.manyi === 'show' && doc.getElementById('i-' + e.data.item);
    if (item) item.scrollIntoView({ block: 'center' });
    if (e.data.manyi === 'scroll') scrollTo(0, Number(e.data.top) || 0);
  });
})();
