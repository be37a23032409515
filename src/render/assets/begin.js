/*
 * begin.js -- what the parts of the script share. The parts are joined to one file in one function;
 * a page loads it as a classic script, because modules do not load from disk.
 *
 * Everything a page says without it stays said: this adds search, themes, keys, hover cards, copying,
 * checking of answers, and marks of what was read.
 */
(() => {
"use strict";

const all = (selector, below = document) => [...below.querySelectorAll(selector)];
const one = (selector, below = document) => below.querySelector(selector);
const words = one("#words").dataset;
const say = (name) => words[name.replace(/-(\w)/g, (_, c) => c.toUpperCase())];
const here = document.body.dataset;

const make = (tag, attributes = {}, ...content) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content);
  return element;
};

/* What is remembered, by name; a browser that forbids it forgets. */
const memory = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem("fondation-" + name));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem("fondation-" + name, JSON.stringify(value));
    } catch {
      /* nothing is kept */
    }
  },
};
