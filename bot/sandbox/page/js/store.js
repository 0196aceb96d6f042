// Every phone as the server tells it: one stream, merged into one model, announced to who listens.

import { screen } from "./api.js";

/** Messages a phone shows until it is asked for more. */
export const SHOWN = 60;
/** Seconds that a press can be answered at Telegram; after that nobody waits for it any more. */
const PRESS_LIFE = 150;

/** One chat of one person with the bot. */
class Chat {
  constructor(person) {
    this.person = person;
    this.messages = new Map();
    this.gone = new Set();
    this.presses = new Map();
    this.keyboard = null;
    this.commands = [];
    this.about = "";
    this.started = false;
    this.blocked = false;
    this.away = false; // its exercise is over, and no visitor used it
    this.loaded = false;
    this.whole = false;
    this.unread = 0;
  }

  get id() { return this.person.id; }

  /** Messages in the order of the chat. */
  list() { return [...this.messages.values()].sort((a, b) => a.message_id - b.message_id); }

  /** Take a message unless a newer form of it is here; whether it changed anything. */
  put(message) {
    const old = this.messages.get(message.message_id);
    if (this.gone.has(message.message_id) || (old && old.changed >= message.changed)) return false;
    this.messages.set(message.message_id, message);
    return true;
  }

  /** Whether this button still spins. */
  spins(message, data) {
    const now = Date.now() / 1000;
    return [...this.presses.values()].some((press) =>
      press.message === message && press.data === data && press.answered === null && now - press.pressed < PRESS_LIFE);
  }
}

class Store extends EventTarget {
  chats = new Map();
  bot = null;
  epoch = null;
  live = false;

  /** Listen from now on; the browser itself resumes where a connection broke. */
  open() {
    const stream = new EventSource("sandbox/stream");
    stream.onopen = () => this.#link(true);
    stream.onmessage = (event) => this.#take(JSON.parse(event.data));
    stream.onerror = () => {
      this.#link(false);
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 1000);
    };
  }

  #link(live) {
    this.live = live;
    this.dispatchEvent(new Event("link"));
  }

  #take(news) {
    if (news.reset && this.epoch !== news.epoch) this.#forget(news.epoch);
    this.bot = news.bot;
    for (const change of news.chats) this.#change(change, news.reset);
    this.dispatchEvent(new Event("change"));
  }

  /** Another world answers at this address: nothing we know is true there. */
  #forget(epoch) {
    this.epoch = epoch;
    this.chats.clear();
    this.dispatchEvent(new Event("reset"));
  }

  #change(change, whole) {
    const known = this.chats.get(change.person.id);
    const chat = known ?? new Chat(change.person);
    Object.assign(chat, {
      keyboard: change.keyboard, commands: change.commands, about: change.about,
      started: change.started, blocked: change.blocked, away: change.away, person: change.person,
    });
    const moved = change.messages.filter((message) => chat.put(message)).map((message) => message.message_id);
    for (const number of change.removed) this.#remove(chat, number);
    const told = whole ? [] : change.presses.filter((press) => press.answered !== null && press.text);
    for (const press of change.presses) {
      if (press.answered === null) chat.presses.set(press.id, press);
      else chat.presses.delete(press.id);
    }
    if (!known) {
      this.chats.set(chat.id, chat);
      this.dispatchEvent(new CustomEvent("person", { detail: chat }));
    }
    if (whole && chat.loaded) this.load(chat, SHOWN);
    this.dispatchEvent(new CustomEvent("chat", { detail: { chat, moved, told, quiet: whole } }));
  }

  #remove(chat, number) {
    chat.gone.add(number);
    chat.messages.delete(number);
  }

  /** Read the newest messages of a chat that somebody looks at. */
  async load(chat, limit) {
    const shown = await screen(chat.id, limit);
    for (const message of shown.messages) chat.put(message);
    chat.loaded = true;
    chat.whole = shown.messages.length < limit;
    this.dispatchEvent(new CustomEvent("chat", { detail: { chat, moved: [], told: [], quiet: true } }));
  }
}

export const store = new Store();
