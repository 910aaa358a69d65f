// The package calls itself free of side effects: what it exports has to be used, or the bundler leaves it out. Without an
// export of its own this file also runs in browsers whose workers know no modules.
import MapWorker from "maplibre-gl/dist/maplibre-gl-worker.mjs";

self.MapWorker = MapWorker;
