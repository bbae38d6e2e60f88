/** The rule of the documentation: one host while its load is fine, another when it is not. */
export const OVERLOAD_DOCUMENT = {
  entrypoint: "dont_overload_cache",
  rules: [
    {
      name: "dont_overload_cache",
      type: "firstMatch",
      targets: [
        { onMatch: "default_host", condition: "cpu_load_ok()" },
        { onMatch: "offload_host", condition: "always()" },
      ],
    },
  ],
  hostGroups: [
    {
      name: "edge",
      type: "host",
      hosts: [
        { name: "default_host", hostname: "cache-1" },
        { name: "offload_host", hostname: "offload.example.net" },
      ],
    },
  ],
};

/** Metrics of one cache with that load on two processors. */
export const metrics = (cpuLoad5: number) => ({
  "cache-1": { hardware_metrics: { cpu_load5: cpuLoad5, n_cpus: 2 }, timestamp: 1_709_296_800 },
});
