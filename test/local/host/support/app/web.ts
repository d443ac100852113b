import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import * as df from 'durable-functions';

/** Functions with an HTTP trigger, and those that use the durable client through it. */
export function registerWeb(): void {
  const params = async (request: HttpRequest): Promise<HttpResponseInit> => ({
    jsonBody: { method: request.method, params: request.params, query: Object.fromEntries(request.query) },
  });
  app.http('literal', { route: 'things/all', methods: ['GET'], handler: async () => ({ body: 'literal' }) });
  app.http('byId', { route: 'things/{id}', methods: ['GET'], handler: params });
  app.http('optional', { route: 'options/{first}/{second?}', methods: ['GET'], handler: params });
  app.http('rest', { route: 'files/{*path}', methods: ['GET'], handler: params });
  app.http('number', { route: 'numbers/{n:int}', methods: ['GET'], handler: params });
  app.http('mirror', {
    methods: ['POST'],
    handler: async (request) => ({
      status: 201,
      headers: { 'x-seen': request.headers.get('x-sent') ?? 'nothing' },
      cookies: [{ name: 'a', value: 'b c', path: '/', httpOnly: true }],
      body: await request.text(),
    }),
  });
  app.http('empty', { handler: async () => undefined as unknown as HttpResponseInit });
  app.http('broken', {
    handler: async () => {
      throw new Error('broken on purpose');
    },
  });
  app.http('logs', {
    handler: async (_request, context) => {
      context.log('hello %s', 'there');
      context.warn('careful');
      return { status: 204 };
    },
  });
  app.http('start', {
    route: 'start/{name}/{id}',
    methods: ['POST'],
    extraInputs: [df.input.durableClient()],
    handler: async (request, context) => {
      const client = df.getClient(context);
      const { name = '', id = '' } = request.params;
      const instanceId = await client.startNew(name, { instanceId: id, input: await request.json() });
      return client.createCheckStatusResponse(request, instanceId);
    },
  });
}
