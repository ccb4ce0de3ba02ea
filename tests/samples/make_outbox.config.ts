import config from "../../canvass/static/vitest.config";

/** Vitest runs the one that makes: it has the device's modules and an IndexedDB at hand. */
export default { ...config, test: { ...config.test, include: ["samples/make_outbox.ts"] } };
