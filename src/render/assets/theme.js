/* theme.js -- as the system, light, dark, in turn. */
const themeButton = one("#theme");

const showTheme = (theme) => {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  themeButton.title = say("theme-" + theme);
  themeButton.setAttribute("aria-label", themeButton.title);
};

const currentTheme = () => document.documentElement.dataset.theme || "system";

const nextTheme = () => {
  const theme = { system: "light", light: "dark", dark: "system" }[currentTheme()];
  try {
    localStorage.setItem("fondation-theme", theme);
  } catch {
    /* for this page only */
  }
  showTheme(theme);
};

themeButton.hidden = false;
themeButton.addEventListener("click", nextTheme);
showTheme(currentTheme());
