/*
 * exercise.js -- checks answers by the keys of the page (render/question.c), says why, and remembers
 * by stable id what was answered.
 */
const answers = memory.get("answers") || {};

const tell = (exercise, isRight, text) => {
  const verdict = one(".verdict", exercise);
  verdict.textContent = text;
  verdict.className = "verdict " + (isRight ? "is-right" : "is-wrong");
  if (isRight) {
    answers[exercise.dataset.q] = Date.now();
    memory.set("answers", answers);
  }
};

const checkOptions = (exercise) => {
  const inputs = all("fieldset input", exercise);
  const chosen = inputs.filter((input) => input.checked);
  if (!chosen.length) return tell(exercise, false, say("choose"));
  for (const input of inputs) {
    const label = input.closest("label");
    label.classList.toggle("was-right", input.checked && "key" in input.dataset);
    label.classList.toggle("was-wrong", input.checked && !("key" in input.dataset));
  }
  const isRight = inputs.every((input) => input.checked === "key" in input.dataset);
  const isPartly = chosen.every((input) => "key" in input.dataset);
  const why = one(".why", exercise);
  for (const item of all("[data-why]", why))
    item.hidden = !isRight && !chosen.some((input) => input.value === item.dataset.why);
  why.open = true;
  tell(exercise, isRight, say(isRight ? "right" : isPartly ? "partly" : "wrong"));
};

const checkOrder = (exercise) => {
  const items = all(".order > li", exercise);
  const kept = items.filter((item) => !item.classList.contains("is-out"));
  const key = items
    .map((item) => Number(item.dataset.line))
    .filter(Boolean)
    .sort((a, b) => a - b);
  let good = 0;
  while (good < key.length && good < kept.length && Number(kept[good].dataset.line) === key[good]) good++;
  items.forEach((item) => item.classList.remove("was-right"));
  kept.slice(0, good).forEach((item) => item.classList.add("was-right"));
  const isRight = good === key.length && kept.length === key.length;
  if (isRight) one(".why", exercise).open = true;
  tell(exercise, isRight, isRight ? say("right") : say("order-wrong") + " " + good + ".");
};

const addOrderTools = (exercise) => {
  const list = one(".order", exercise);
  const button = (label, sign, work) =>
    make("button", { type: "button", "aria-label": label, title: label, onclick: work }, sign);
  const hasStray = all("[data-line='0']", list).length > 0;
  for (const item of all("li", list)) {
    const move = (back, event) => {
      const other = back ? item.previousElementSibling : item.nextElementSibling;
      if (other) back ? other.before(item) : other.after(item);
      event.currentTarget.focus();
    };
    item.classList.add("has-tools");
    item.append(
      button(say("up"), "↑", (event) => move(true, event)),
      button(say("down"), "↓", (event) => move(false, event)),
    );
    if (hasStray) item.append(button(say("out"), "✕", () => item.classList.toggle("is-out")));
  }
};

for (const exercise of all(".exercise")) {
  const check = one(".check", exercise);
  if (!check) continue;
  const isOrder = exercise.dataset.answer === "order";
  if (isOrder) addOrderTools(exercise);
  check.hidden = false;
  check.addEventListener("click", () => (isOrder ? checkOrder : checkOptions)(exercise));
}
