/** The screens of a walk, as one file: it is fetched while the PIN is being typed, and kept by the worker. */

export { Turf } from "./turf";
export { MyTurfs } from "./turfs";
export { Door } from "./visits";
