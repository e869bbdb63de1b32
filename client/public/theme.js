// Runs before the first paint; a file of its own because the content security policy refuses inline scripts.
(function () {
  try {
    var theme = localStorage.getItem('parley.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    if (localStorage.getItem('parley.density') === 'compact') document.documentElement.dataset.density = 'compact';
  } catch {
    // Storage may be blocked: then the system decides.
  }
})();
