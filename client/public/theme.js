// Runs before the first paint; a file of its own because the content security policy refuses inline scripts.
(function () {
  try {
    var theme = localStorage.getItem('parley.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    if (localStorage.getItem('parley.lines') === 'full') document.documentElement.dataset.lines = 'full';
    var text = localStorage.getItem('parley.text');
    if (text === 'small' || text === 'large' || text === 'largest') document.documentElement.dataset.text = text;
    if (localStorage.getItem('parley.density') === 'compact') document.documentElement.dataset.density = 'compact';
  } catch {
    // Storage may be blocked: then the system decides.
  }
})();

// A sentence instead of a white page. All browsers that client/package.json declares have these.
(function () {
  var isDeclared =
    'canParse' in URL &&
    'withResolvers' in Promise &&
    'Segmenter' in Intl &&
    CSS.supports('color', 'light-dark(red, red)');
  if (isDeclared) return;
  document.addEventListener('DOMContentLoaded', function () {
    document.getElementById('too-old').hidden = false;
  });
})();
