/* Before the first paint: the theme that the reader chose, and that script is there (room for its buttons). */
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("fondation-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  document.documentElement.dataset.theme = "";
}
