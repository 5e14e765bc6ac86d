// Light or dark before the first paint: as chosen, else as the system has it.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("linli-theme"); } catch { return null; } };
  const show = () => {
    document.documentElement.dataset.bsTheme = kept() ?? (system.matches ? "dark" : "light");
  };
  show();
  system.addEventListener("change", show);
})();
