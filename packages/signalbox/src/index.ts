export { dispatch, type Commands } from "./dispatch.js";
export { services, tools, type ServiceEntry } from "./services.js";
