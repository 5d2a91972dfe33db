// What guide/build/offline.mjs and Workbox put into the service worker.
declare const __BUILD__: string;
declare const __POLICY__: string;
declare const __LOST__: Record<string, string>;
declare const __UNPACKED__: { url: string; integrity: string };
interface WorkerGlobalScope {
  __WB_MANIFEST: import("./service-worker.mjs").Entry[];
}
