export { dispatch } from "./dispatch.js";
export { services, type ServiceEntry } from "./services.js";
