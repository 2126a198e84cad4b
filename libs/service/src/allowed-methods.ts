import type { INestApplication } from '@nestjs/common';

/** What Express keeps of a route, as far as it is looked at here. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** Which methods an address answers to: Express itself knows "not found" only. Empty when there is no such address. */
export function allowedMethods(app: INestApplication): (path: string) => readonly string[] {
  return (path) => {
    const { router } = app.getHttpAdapter().getInstance() as { router: { stack: readonly Layer[] } };
    const routes = router.stack.filter((layer) => layer.route !== undefined && matches(layer, path));
    const methods = routes.flatMap(({ route }) => Object.keys(route!.methods));
    return [...new Set(methods.map((method) => method.toUpperCase()))].sort();
  };
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // A path that cannot be decoded fits no route.
    return false;
  }
}
