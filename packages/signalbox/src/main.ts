/** The one command that starts a thousand times an hour; the configuration kit alone takes longer to load than it runs. */
const isCheck = process.argv[2] === "check";

if (isCheck) {
  const { checkMain } = await import("./check/check-main.js");
  process.exitCode = await checkMain(process);
} else {
  const [{ processIo }, { dispatch }] = await Promise.all([
    import("@signalbox/config"),
    import("./dispatch.js"),
  ]);
  process.exitCode = await dispatch(processIo(process));
}

export {};
