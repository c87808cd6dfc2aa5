-- A database as the first release left it (pg_dump --inserts of migration 0001 and a few rows), for every later release to open.

CREATE TABLE public.attention (
    key text NOT NULL,
    due_at bigint NOT NULL,
    because text[] NOT NULL,
    wanted_at bigint,
    wanted_because text[] DEFAULT '{}'::text[] NOT NULL,
    held_by text,
    held_since bigint,
    held_until bigint,
    fence bigint DEFAULT 0 NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    parked_at bigint,
    cause text
);

CREATE SEQUENCE public.attention_fence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.attention_fence OWNED BY public.attention.fence;

CREATE TABLE public.cache (
    key text NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.inbox (
    guid text NOT NULL,
    seq bigint NOT NULL,
    event text NOT NULL,
    payload text,
    received_at bigint NOT NULL,
    due_at bigint NOT NULL,
    held_by text,
    held_until bigint,
    tries integer DEFAULT 0 NOT NULL,
    parked boolean DEFAULT false NOT NULL,
    cause text,
    processed_at bigint
);

ALTER TABLE public.inbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.intention (
    key text NOT NULL,
    first_at bigint NOT NULL,
    previous_at bigint,
    last_at bigint NOT NULL,
    done_at bigint
);

CREATE TABLE public.ledger (
    seq bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    lane text,
    promotion text,
    key text,
    facts text NOT NULL
);

ALTER TABLE public.ledger ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ledger_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pipeline (
    repo text NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.sluice_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);

CREATE TABLE public.sluice_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);

INSERT INTO public.attention VALUES ('lane:acme/pipeline:staging/api', 1763000003000, '{push}', NULL, '{}', NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO public.attention VALUES ('sweep:deliveries', 1763000009000, '{schedule}', NULL, '{}', NULL, NULL, NULL, 0, 0, NULL, NULL);

INSERT INTO public.cache VALUES ('range a..b', '["c"]');

INSERT INTO public.inbox OVERRIDING SYSTEM VALUE VALUES ('11111111-0000-11f0-8000-000000000002', 2, 'status', '{"state":"success"}', 1763000001000, 1763000001000, NULL, NULL, 0, false, NULL, NULL);
INSERT INTO public.inbox OVERRIDING SYSTEM VALUE VALUES ('11111111-0000-11f0-8000-000000000001', 1, 'push', NULL, 1763000000000, 1763000000000, NULL, NULL, 0, false, NULL, 1763000001500);

INSERT INTO public.intention VALUES ('comment acme/app#3', 1763000002700, NULL, 1763000002700, 1763000002710);

INSERT INTO public.ledger OVERRIDING SYSTEM VALUE VALUES (1, 1763000002000, 'proposed', 'acme/pipeline:staging/api', 'acme/environments#7', 'proposed acme/environments#7', '{"title":"NUL \u0000, whole 😀"}');
INSERT INTO public.ledger OVERRIDING SYSTEM VALUE VALUES (2, 1763000002500, 'looked', NULL, NULL, NULL, '{}');
INSERT INTO public.ledger OVERRIDING SYSTEM VALUE VALUES (3, 1763000002600, 'merged', 'acme/pipeline:staging/api', 'acme/environments#7', 'merged acme/environments#7', '{"by":"sluice"}');

INSERT INTO public.pipeline VALUES ('acme/pipeline', '{"repo":"acme/pipeline","commit":"1111111111111111111111111111111111111111","blob":"2222222222222222222222222222222222222222","text":"version: 1\n","loadedAt":1763000000500}');

INSERT INTO public.sluice_migration VALUES ('0001-first-tables', '2026-11-21T02:32:13.810Z');

INSERT INTO public.sluice_migration_lock VALUES ('migration_lock', 0);

SELECT pg_catalog.setval('public.attention_fence', 1, false);

SELECT pg_catalog.setval('public.inbox_seq_seq', 2, true);

SELECT pg_catalog.setval('public.ledger_seq_seq', 3, true);

ALTER TABLE ONLY public.attention
    ADD CONSTRAINT attention_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.cache
    ADD CONSTRAINT cache_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (guid);

ALTER TABLE ONLY public.intention
    ADD CONSTRAINT intention_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_key_key UNIQUE (key);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.pipeline
    ADD CONSTRAINT pipeline_pkey PRIMARY KEY (repo);

ALTER TABLE ONLY public.sluice_migration_lock
    ADD CONSTRAINT sluice_migration_lock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sluice_migration
    ADD CONSTRAINT sluice_migration_pkey PRIMARY KEY (name);

CREATE INDEX attention_due ON public.attention USING btree (due_at, key) WHERE (parked_at IS NULL);

CREATE INDEX inbox_unprocessed ON public.inbox USING btree (received_at, seq) WHERE (processed_at IS NULL);

CREATE INDEX ledger_kind ON public.ledger USING btree (kind, at, seq);

CREATE INDEX ledger_lane ON public.ledger USING btree (lane, at, seq) WHERE (lane IS NOT NULL);

CREATE INDEX ledger_promotion ON public.ledger USING btree (promotion, at, seq) WHERE (promotion IS NOT NULL);

CREATE INDEX ledger_time ON public.ledger USING btree (at, seq);

