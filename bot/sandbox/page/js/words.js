// The page's own sentences, in the language it is read in. Chats speak the language of their phone.

const tables = {};
let language = "zh";

/** Load both languages at once: they are small, and the switch must not wait. */
export async function loadWords() {
  await Promise.all(["zh", "en"].map(async (code) => {
    tables[code] = await (await fetch(`strings/${code}.json`)).json();
  }));
  const chosen = localStorage.getItem("language");
  setLanguage(chosen in tables ? chosen : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
}

export const currentLanguage = () => language;

export function setLanguage(code) {
  language = code;
  document.documentElement.lang = code === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
}

/** Switch and remember. */
export function switchLanguage() {
  setLanguage(language === "zh" ? "en" : "zh");
  localStorage.setItem("language", language);
  document.dispatchEvent(new Event("language"));
}

/** The sentence of a key, its {facts} filled in; in the page's language, or in a phone's. */
export function t(key, facts = {}, code = language) {
  const sentence = tables[code][key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

/** Whether there is a sentence of this key. */
export const says = (key) => key in tables[language];

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** A number the way the language writes it. */
export const count = (number) => new Intl.NumberFormat(locale()).format(number);

/** The list in one line. */
export const joined = (words) => words.join(language === "zh" ? "、" : ", ");

const CITY = { timeZone: "Asia/Shanghai" }; // as the bot's own texts, wherever the page is read

/** Hours and minutes by the city's clock; the day too when it is not today. */
export function clock(moment) {
  const day = new Intl.DateTimeFormat("en-GB", CITY);
  const today = day.format(new Date(moment)) === day.format(new Date());
  const shown = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...CITY };
  return new Intl.DateTimeFormat(locale(), today ? shown : { month: "short", day: "numeric", ...shown }).format(new Date(moment));
}
