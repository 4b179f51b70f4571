// Starts GraphiQL on this server: queries and mutations over POST /graphql, subscriptions over the
// graphql-transport-ws protocol at /graphql/ws. Nothing is asked of another host.
(function () {
  'use strict';

  const HTTP_URL = '/graphql';
  const socketUrl = new URL('/graphql/ws', window.location.href);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';

  const DEFAULT_QUERY = `# Passerelle – GraphiQL
#
# 1) Connectez-vous : remplacez l’adresse et le
#    mot de passe (ceux des comptes de
#    démonstration s’affichent au démarrage du
#    serveur), laissez le curseur dans
#    « Connexion », Ctrl-Entrée.

mutation Connexion {
  signIn(input: {email: "...", password: "..."}) {
    token
    userErrors { code message }
  }
}

# 2) Mettez le jeton reçu dans le volet
#    « Headers », ci-dessous :
#
#    {"Authorization": "Bearer <token>"}
#
#    Il accompagne dès lors chaque requête et
#    chaque abonnement. La page ne l’enregistre
#    pas : la recharger l’oublie.

# 3) Interrogez le programme : le curseur dans
#    « Programme », Ctrl-Entrée.

query Programme {
  programmes(first: 1) {
    nodes {
      name
      householdTarget
      warnings { code message }
    }
  }
}

# Le livre, en haut à gauche, ouvre la
# documentation du schéma.
`;

  // HTTP header names ignore case; the server reads this one spelling in the connection parameters.
  function connectionParams(headers) {
    const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
    return name ? { Authorization: headers[name] } : {};
  }

  const post = GraphiQL.createFetcher({
    url: HTTP_URL,
    headers: { Accept: 'application/graphql-response+json, application/json' },
    enableIncrementalDelivery: false,
  });

  function isSubscription(params, options) {
    const definitions = options?.documentAST?.definitions ?? [];
    return definitions.some(
      (definition) =>
        definition.operation === 'subscription' &&
        (definition.name?.value ?? null) === (params.operationName ?? null),
    );
  }

  // The transport reports GraphQL errors as a list, and a lost or refused socket as a browser event
  // that says nothing once printed.
  function asResult(fault) {
    if (Array.isArray(fault)) return { errors: fault };
    let message = 'Connexion WebSocket impossible';
    if (fault instanceof CloseEvent) {
      message = `Connexion WebSocket fermée (code ${fault.code}) ${fault.reason}`.trim();
    } else if (fault instanceof Error) {
      message = fault.message;
    }
    return { errors: [{ message }] };
  }

  // One socket per subscription, opened when it starts and closed when it ends, so that each one
  // carries the token that stands in the headers editor at that moment. No silent reconnection: the
  // events missed meanwhile would go unnoticed.
  function subscribe(params, headers) {
    const client = graphqlWs.createClient({
      url: socketUrl.href,
      connectionParams: connectionParams(headers),
      lazy: true,
      retryAttempts: 0,
    });
    const results = client.iterate(params);
    // Not an async generator: stopping one would wait for the next event.
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => results.next().catch((fault) => ({ done: false, value: asResult(fault) })),
      return: () => results.return(),
    };
  }

  function fetcher(params, options) {
    return isSubscription(params, options)
      ? subscribe(params, options.headers ?? {})
      : post(params, options);
  }

  // Tabs survive a reload of this browser tab and nothing longer. The history stays in memory: its
  // entries hold the headers, therefore the token.
  function sessionOnly() {
    const memory = new Map();
    const inMemory = (key) => /^graphiql:(queries|favorites|headers)$/.test(key);
    return {
      getItem: (key) =>
        inMemory(key) ? (memory.get(key) ?? null) : window.sessionStorage.getItem(key),
      setItem: (key, value) =>
        inMemory(key) ? memory.set(key, value) : window.sessionStorage.setItem(key, value),
      removeItem: (key) =>
        inMemory(key) ? memory.delete(key) : window.sessionStorage.removeItem(key),
      clear: () => {
        memory.clear();
        window.sessionStorage.clear();
      },
      get length() {
        return memory.size + window.sessionStorage.length;
      },
    };
  }

  const storage = sessionOnly();

  function Page() {
    // A new tab starts with the headers of the last one edited: one sign-in serves them all.
    const [headers, setHeaders] = React.useState('');
    return React.createElement(
      GraphiQL,
      {
        fetcher,
        storage,
        defaultQuery: DEFAULT_QUERY,
        defaultHeaders: headers,
        onEditHeaders: setHeaders,
        defaultEditorToolsVisibility: 'headers',
        isHeadersEditorEnabled: true,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
      },
      React.createElement(GraphiQL.Logo, null, 'Passerelle'),
    );
  }

  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(Page));
})();
