/*
 * cards.js -- pointing at a symbol or a term shows its card: a <template> of the page.
 *
 * A card can be pointed at itself, goes with Escape, and describes the link that has the focus.
 */
const card = make("div", { class: "card", id: "card", role: "tooltip", hidden: true });
document.body.append(card);
let cardOwner = null;
let cardTimer = 0;

const hideCard = () => {
  card.hidden = true;
  cardOwner?.removeAttribute("aria-describedby");
  cardOwner = null;
};

const placeCard = (owner) => {
  const box = owner.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 8));
  const below = box.bottom + 6 + card.offsetHeight < innerHeight || box.top < card.offsetHeight + 6;
  card.style.left = left + scrollX + "px";
  card.style.top = (below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + scrollY + "px";
};

const showCard = (owner) => {
  const template = document.getElementById(owner.dataset.s ? "s-" + owner.dataset.s : "t-" + owner.dataset.t);
  if (!template) return false;
  hideCard();
  card.replaceChildren(template.content.cloneNode(true));
  card.hidden = false;
  placeCard(owner);
  owner.setAttribute("aria-describedby", "card");
  cardOwner = owner;
  return true;
};

const soon = (work, ms) => {
  clearTimeout(cardTimer);
  cardTimer = setTimeout(work, ms);
};

const owners = "[data-s], .term[data-t]";
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const owner = event.target.closest(owners);
  if (owner) soon(() => showCard(owner), 180);
  else if (event.target.closest(".card")) clearTimeout(cardTimer);
  else if (cardOwner) soon(hideCard, 250);
  else clearTimeout(cardTimer);
});
document.addEventListener("focusin", (event) => {
  const owner = event.target.closest(owners);
  if (owner && owner.matches(":focus-visible")) soon(() => showCard(owner), 180);
  else if (cardOwner) hideCard();
});
document.addEventListener("click", (event) => {
  const owner = event.target.closest(owners);
  if (owner && event.pointerType === "touch" && owner !== cardOwner && showCard(owner)) event.preventDefault();
  else if (owner && owner.tagName === "SPAN") showCard(owner);
  else if (!event.target.closest(".card")) hideCard();
});
