export { FakeAsker, type FakeAskerOptions } from "./fake-asker.js";
export { FakeConnection } from "./fake-connection.js";
export { RecordingLockObserver } from "./recording-lock-observer.js";
export { testLockSettings } from "./test-lock-settings.js";
