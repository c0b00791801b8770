CREATE TABLE public.access_scopes (
    kind character varying(20) NOT NULL,
    has_history boolean NOT NULL,
    structure_version integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.access_scopes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_scopes_id_seq OWNED BY public.access_scopes.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.api_tokens (
    token_hash character varying(64) NOT NULL,
    user_id integer NOT NULL,
    name character varying(120) NOT NULL,
    ceiling integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.api_tokens_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.api_tokens_id_seq OWNED BY public.api_tokens.id;
CREATE TABLE public.attachments (
    page_id integer NOT NULL,
    name character varying(200) NOT NULL,
    number integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.attachments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.attachments_id_seq OWNED BY public.attachments.id;
CREATE TABLE public.audit_entries (
    at timestamp with time zone NOT NULL,
    actor_id integer,
    actor_name character varying(200) NOT NULL,
    action character varying(60) NOT NULL,
    target character varying(120) NOT NULL,
    facts json NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.audit_entries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_entries_id_seq OWNED BY public.audit_entries.id;
CREATE TABLE public.counters (
    name character varying(40) NOT NULL,
    value integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.counters_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.counters_id_seq OWNED BY public.counters.id;
CREATE TABLE public.credentials (
    user_id integer NOT NULL,
    password_hash character varying(200) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.credentials_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.credentials_id_seq OWNED BY public.credentials.id;
CREATE TABLE public.drafts (
    kind character varying(10) NOT NULL,
    user_id integer NOT NULL,
    page_id integer,
    space_id integer,
    parent_id integer,
    base_number integer NOT NULL,
    title character varying(250) NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.drafts_id_seq OWNED BY public.drafts.id;
CREATE TABLE public.file_versions (
    attachment_id integer NOT NULL,
    number integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    media_type character varying(100) NOT NULL,
    author_id integer,
    author_name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.file_versions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.file_versions_id_seq OWNED BY public.file_versions.id;
CREATE TABLE public.grants (
    scope_id integer NOT NULL,
    principal character varying(40) NOT NULL,
    "right" integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.grants_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.grants_id_seq OWNED BY public.grants.id;
CREATE TABLE public.groups (
    name character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.groups_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.groups_id_seq OWNED BY public.groups.id;
CREATE TABLE public.imported_pages (
    space_id integer NOT NULL,
    parent_key character varying(20) NOT NULL,
    path_key character varying(64) NOT NULL,
    path character varying(1000) NOT NULL,
    sha256 character varying(64) NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.imported_pages_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.imported_pages_id_seq OWNED BY public.imported_pages.id;
CREATE TABLE public.links (
    key integer NOT NULL,
    kind character varying(10) NOT NULL,
    target character varying(500) NOT NULL,
    fragment character varying(250),
    target_space_id integer,
    target_slug character varying(120) NOT NULL,
    target_id integer,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.links_id_seq OWNED BY public.links.id;
CREATE TABLE public.login_sessions (
    token_hash character varying(64) NOT NULL,
    user_id integer NOT NULL,
    is_remembered boolean NOT NULL,
    user_agent character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.login_sessions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.login_sessions_id_seq OWNED BY public.login_sessions.id;
CREATE TABLE public.memberships (
    group_id integer NOT NULL,
    user_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.memberships_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.memberships_id_seq OWNED BY public.memberships.id;
CREATE TABLE public.outbox (
    name character varying(60) NOT NULL,
    payload json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    run_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    last_error character varying(500),
    id integer NOT NULL
);
CREATE SEQUENCE public.outbox_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.page_properties (
    name character varying(100) NOT NULL,
    value json NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.page_properties_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.page_properties_id_seq OWNED BY public.page_properties.id;
CREATE TABLE public.page_tags (
    name character varying(100) NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.page_tags_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.page_tags_id_seq OWNED BY public.page_tags.id;
CREATE TABLE public.page_texts (
    title character varying(250) NOT NULL,
    folded text NOT NULL,
    text bytea NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.page_texts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.page_texts_id_seq OWNED BY public.page_texts.id;
CREATE TABLE public.pages (
    space_id integer NOT NULL,
    parent_id integer,
    "position" integer NOT NULL,
    title character varying(250) NOT NULL,
    title_key character varying(250) NOT NULL,
    slug character varying(120) NOT NULL,
    head_id integer,
    created_by_id integer,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    deleted_by_id integer,
    trash_root_id integer,
    public_id character varying(12) NOT NULL,
    scope_id integer NOT NULL,
    deleted_at timestamp with time zone,
    id integer NOT NULL
);
CREATE SEQUENCE public.pages_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pages_id_seq OWNED BY public.pages.id;
CREATE TABLE public.redirects (
    space_id integer NOT NULL,
    slug character varying(120) NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.redirects_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.redirects_id_seq OWNED BY public.redirects.id;
CREATE TABLE public.renderings (
    revision_id integer NOT NULL,
    version character varying(60) NOT NULL,
    html bytea NOT NULL,
    facts json NOT NULL,
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.renderings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.renderings_id_seq OWNED BY public.renderings.id;
CREATE TABLE public.revisions (
    number integer NOT NULL,
    title character varying(250) NOT NULL,
    body bytea NOT NULL,
    body_sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    author_id integer,
    author_name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    summary character varying(300) NOT NULL,
    is_minor boolean NOT NULL,
    kind character varying(20) NOT NULL,
    merged_with integer,
    save_id character varying(40),
    page_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.revisions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.revisions_id_seq OWNED BY public.revisions.id;
CREATE TABLE public.settings (
    name character varying(60) NOT NULL,
    value json NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.settings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.settings_id_seq OWNED BY public.settings.id;
CREATE TABLE public.share_links (
    token_hash character varying(64) NOT NULL,
    created_by_id integer,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.share_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.share_links_id_seq OWNED BY public.share_links.id;
CREATE TABLE public.sign_in_failures (
    key character varying(64) NOT NULL,
    count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone,
    id integer NOT NULL
);
CREATE SEQUENCE public.sign_in_failures_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sign_in_failures_id_seq OWNED BY public.sign_in_failures.id;
CREATE TABLE public.spaces (
    key character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    home_page_id integer,
    created_by_id integer,
    created_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    scope_id integer NOT NULL,
    deleted_at timestamp with time zone,
    id integer NOT NULL
);
CREATE SEQUENCE public.spaces_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spaces_id_seq OWNED BY public.spaces.id;
CREATE TABLE public.users (
    name character varying(80) NOT NULL,
    email character varying(254),
    display_name character varying(200) NOT NULL,
    is_admin boolean NOT NULL,
    is_active boolean NOT NULL,
    locale character varying(10),
    timezone character varying(60),
    theme character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.access_scopes ALTER COLUMN id SET DEFAULT nextval('public.access_scopes_id_seq'::regclass);
ALTER TABLE ONLY public.api_tokens ALTER COLUMN id SET DEFAULT nextval('public.api_tokens_id_seq'::regclass);
ALTER TABLE ONLY public.attachments ALTER COLUMN id SET DEFAULT nextval('public.attachments_id_seq'::regclass);
ALTER TABLE ONLY public.audit_entries ALTER COLUMN id SET DEFAULT nextval('public.audit_entries_id_seq'::regclass);
ALTER TABLE ONLY public.counters ALTER COLUMN id SET DEFAULT nextval('public.counters_id_seq'::regclass);
ALTER TABLE ONLY public.credentials ALTER COLUMN id SET DEFAULT nextval('public.credentials_id_seq'::regclass);
ALTER TABLE ONLY public.drafts ALTER COLUMN id SET DEFAULT nextval('public.drafts_id_seq'::regclass);
ALTER TABLE ONLY public.file_versions ALTER COLUMN id SET DEFAULT nextval('public.file_versions_id_seq'::regclass);
ALTER TABLE ONLY public.grants ALTER COLUMN id SET DEFAULT nextval('public.grants_id_seq'::regclass);
ALTER TABLE ONLY public.groups ALTER COLUMN id SET DEFAULT nextval('public.groups_id_seq'::regclass);
ALTER TABLE ONLY public.imported_pages ALTER COLUMN id SET DEFAULT nextval('public.imported_pages_id_seq'::regclass);
ALTER TABLE ONLY public.links ALTER COLUMN id SET DEFAULT nextval('public.links_id_seq'::regclass);
ALTER TABLE ONLY public.login_sessions ALTER COLUMN id SET DEFAULT nextval('public.login_sessions_id_seq'::regclass);
ALTER TABLE ONLY public.memberships ALTER COLUMN id SET DEFAULT nextval('public.memberships_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.page_properties ALTER COLUMN id SET DEFAULT nextval('public.page_properties_id_seq'::regclass);
ALTER TABLE ONLY public.page_tags ALTER COLUMN id SET DEFAULT nextval('public.page_tags_id_seq'::regclass);
ALTER TABLE ONLY public.page_texts ALTER COLUMN id SET DEFAULT nextval('public.page_texts_id_seq'::regclass);
ALTER TABLE ONLY public.pages ALTER COLUMN id SET DEFAULT nextval('public.pages_id_seq'::regclass);
ALTER TABLE ONLY public.redirects ALTER COLUMN id SET DEFAULT nextval('public.redirects_id_seq'::regclass);
ALTER TABLE ONLY public.renderings ALTER COLUMN id SET DEFAULT nextval('public.renderings_id_seq'::regclass);
ALTER TABLE ONLY public.revisions ALTER COLUMN id SET DEFAULT nextval('public.revisions_id_seq'::regclass);
ALTER TABLE ONLY public.settings ALTER COLUMN id SET DEFAULT nextval('public.settings_id_seq'::regclass);
ALTER TABLE ONLY public.share_links ALTER COLUMN id SET DEFAULT nextval('public.share_links_id_seq'::regclass);
ALTER TABLE ONLY public.sign_in_failures ALTER COLUMN id SET DEFAULT nextval('public.sign_in_failures_id_seq'::regclass);
ALTER TABLE ONLY public.spaces ALTER COLUMN id SET DEFAULT nextval('public.spaces_id_seq'::regclass);
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
INSERT INTO public.access_scopes VALUES ('subtree', true, 1, 2);
INSERT INTO public.access_scopes VALUES ('unpublished', true, 1, 3);
INSERT INTO public.access_scopes VALUES ('space', true, 10, 1);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.attachments VALUES (1, 'Prüfplan.txt', 1, '2026-11-22 00:33:28.481569+00', 'dgfccc9e77zv', 1);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.090295+00', NULL, 'Werkbuch', 'user.add', 'user:1', '{"is_admin": true}', 1);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.105729+00', NULL, 'Werkbuch', 'user.add', 'user:2', '{"is_admin": false}', 2);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.119321+00', NULL, 'Werkbuch', 'group.add', 'group:1', '{}', 3);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.13623+00', NULL, 'Werkbuch', 'group.members', 'group:1', '{"added": [2], "removed": []}', 4);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.151763+00', 1, 'Maren', 'access.scope.create', 'scope:1', '{"signed-in": "READ", "group:1": "EDIT", "user:1": "MANAGE"}', 5);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.156899+00', 1, 'Maren', 'space.create', 'space:yk2m0dat5ybu', '{}', 6);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.483494+00', 1, 'Maren', 'attachment.add', 'attachment:dgfccc9e77zv', '{"number": 1, "size": 5}', 7);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.5366+00', 1, 'Maren', 'access.scope.create', 'scope:2', '{"user:1": "MANAGE"}', 8);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.664251+00', 1, 'Maren', 'access.scope.create', 'scope:3', '{"user:1": "MANAGE"}', 9);
INSERT INTO public.audit_entries VALUES ('2026-11-22 00:33:28.679109+00', 1, 'Maren', 'page.delete', 'page:n7vn2086m6wf', '{"pages": 1}', 10);
INSERT INTO public.counters VALUES ('settings', 1, 1);
INSERT INTO public.counters VALUES ('access', 6, 2);
INSERT INTO public.drafts VALUES ('draft', 1, 1, 1, NULL, 2, 'Absauganlage', '\x785e73cd2b292f2d4a03000b4702ec', '2026-11-22 00:33:28.683825+00', '2026-11-22 00:33:28.683897+00', '5ys247sdyqf6', 1);
INSERT INTO public.file_versions VALUES (1, 1, 'fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c', 5, 'text/plain', 1, 'Maren', '2026-11-22 00:33:28.483411+00', 1);
INSERT INTO public.grants VALUES (1, 'signed-in', 10, 1);
INSERT INTO public.grants VALUES (1, 'group:1', 30, 2);
INSERT INTO public.grants VALUES (1, 'user:1', 40, 3);
INSERT INTO public.grants VALUES (2, 'user:1', 40, 4);
INSERT INTO public.grants VALUES (3, 'user:1', 40, 5);
INSERT INTO public.groups VALUES ('Werkstatt', '2026-11-22 00:33:28.113989+00', 'qmmuudczr1hn', 1);
INSERT INTO public.links VALUES (1, 'wiki', 'Fehlt noch', NULL, 1, 'fehlt-noch', NULL, 1, 2);
INSERT INTO public.links VALUES (0, 'wiki', 'Holzlager', NULL, 1, 'holzlager', 2, 1, 1);
INSERT INTO public.memberships VALUES (1, 2, 1);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 1}', '2026-11-22 00:33:28.151876+00', '2026-11-22 00:33:28.151876+00', 0, NULL, 1);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 1, "revision_id": 1}', '2026-11-22 00:33:28.262866+00', '2026-11-22 00:33:28.262866+00', 0, NULL, 2);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 1, "revision_id": 2}', '2026-11-22 00:33:28.318307+00', '2026-11-22 00:33:28.318307+00', 0, NULL, 3);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 2, "revision_id": 3}', '2026-11-22 00:33:28.350963+00', '2026-11-22 00:33:28.350963+00', 0, NULL, 4);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 3, "revision_id": 4}', '2026-11-22 00:33:28.403955+00', '2026-11-22 00:33:28.403955+00', 0, NULL, 5);
INSERT INTO public.outbox VALUES ('PageRenamed', '{"page_id": 3}', '2026-11-22 00:33:28.436223+00', '2026-11-22 00:33:28.436223+00', 0, NULL, 6);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 3, "revision_id": 5}', '2026-11-22 00:33:28.445485+00', '2026-11-22 00:33:28.445485+00', 0, NULL, 7);
INSERT INTO public.outbox VALUES ('AttachmentAdded', '{"attachment_id": 1, "page_id": 1, "number": 1}', '2026-11-22 00:33:28.483634+00', '2026-11-22 00:33:28.483634+00', 0, NULL, 8);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 4, "revision_id": 6}', '2026-11-22 00:33:28.501347+00', '2026-11-22 00:33:28.501347+00', 0, NULL, 9);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 5, "revision_id": 7}', '2026-11-22 00:33:28.516249+00', '2026-11-22 00:33:28.516249+00', 0, NULL, 10);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 6, "revision_id": 8}', '2026-11-22 00:33:28.530457+00', '2026-11-22 00:33:28.530457+00', 0, NULL, 11);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 2}', '2026-11-22 00:33:28.536668+00', '2026-11-22 00:33:28.536668+00', 0, NULL, 12);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 2}', '2026-11-22 00:33:28.542906+00', '2026-11-22 00:33:28.542906+00', 0, NULL, 13);
INSERT INTO public.outbox VALUES ('PageMoved', '{"page_id": 4}', '2026-11-22 00:33:28.546087+00', '2026-11-22 00:33:28.546087+00', 0, NULL, 14);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 3}', '2026-11-22 00:33:28.664328+00', '2026-11-22 00:33:28.664328+00', 0, NULL, 15);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 3}', '2026-11-22 00:33:28.669686+00', '2026-11-22 00:33:28.669686+00', 0, NULL, 16);
INSERT INTO public.outbox VALUES ('PageMoved', '{"page_id": 6}', '2026-11-22 00:33:28.670888+00', '2026-11-22 00:33:28.670888+00', 0, NULL, 17);
INSERT INTO public.outbox VALUES ('PageDeleted', '{"page_id": 5}', '2026-11-22 00:33:28.676938+00', '2026-11-22 00:33:28.676938+00', 0, NULL, 18);
INSERT INTO public.page_properties VALUES ('tags', '["werkstatt", "pr\u00fcfung"]', 1, 1);
INSERT INTO public.page_properties VALUES ('zuständig', '"Maren"', 1, 2);
INSERT INTO public.page_tags VALUES ('prüfung', 1, 1);
INSERT INTO public.page_tags VALUES ('werkstatt', 1, 2);
INSERT INTO public.page_texts VALUES ('absauganlage', 'absauganlage
siehe holzlager und fehlt noch.
prüfen
bestellt', '\x785e734c2a4e2c4d4fcccb494c4fe50ace4ccd4855f0c8cfa902718b144af35214dc5233724a14f2f29333f4b80a8a0eef494bcde34a4a2d2e49cdc9290100b9c216f9', 1, 1);
INSERT INTO public.page_texts VALUES ('holzlager', 'trocken lagern.', '\x785e0b29ca4fce4ecd53c8494c4f2dcad303002e18059e', 2, 2);
INSERT INTO public.page_texts VALUES ('neuer name', 'neuer text', '\x785ef34b2d4d2d520849ad280100143d03c5', 3, 3);
INSERT INTO public.page_texts VALUES ('gehälter', 'vertraulich.', '\x785e0b4b2d2a294a2ccdc94cced003001fcf04b8', 4, 4);
INSERT INTO public.page_texts VALUES ('überholt', 'weg damit.', '\x785e0b4f4d574849cccd2cd1030013570381', 5, 5);
INSERT INTO public.page_texts VALUES ('noch nicht', 'unfertig.', '\x785e0bcd4b4b2d2ac94cd7030011df0373', 6, 6);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Absauganlage', 'absauganlage', 'absauganlage', 2, 1, '2026-11-22 00:33:28.224704+00', '2026-11-22 00:33:28.296382+00', NULL, NULL, 'ka78n70it5mp', 1, NULL, 1);
INSERT INTO public.pages VALUES (1, 1, 0, 'Holzlager', 'holzlager', 'holzlager', 3, 1, '2026-11-22 00:33:28.341346+00', '2026-11-22 00:33:28.341346+00', NULL, NULL, 'er56t5js7s1w', 1, NULL, 2);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Neuer Name', 'neuer name', 'neuer-name', 5, 1, '2026-11-22 00:33:28.37911+00', '2026-11-22 00:33:28.424669+00', NULL, NULL, 'h27kflgy3mok', 1, NULL, 3);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Gehälter', 'gehälter', 'gehaelter', 6, 1, '2026-11-22 00:33:28.495057+00', '2026-11-22 00:33:28.495057+00', NULL, NULL, 'r87lngjlh4nk', 2, NULL, 4);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Noch nicht', 'noch nicht', 'noch-nicht', 8, 1, '2026-11-22 00:33:28.524852+00', '2026-11-22 00:33:28.524852+00', NULL, NULL, 't8tgt0gm6gdz', 3, NULL, 6);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Überholt', 'überholt', 'ueberholt', 7, 1, '2026-11-22 00:33:28.510359+00', '2026-11-22 00:33:28.510359+00', 1, 5, 'n7vn2086m6wf', 1, '2026-11-22 00:33:28.673736+00', 5);
INSERT INTO public.redirects VALUES (1, 'alter-name', 3, 1);
INSERT INTO public.renderings VALUES (2, '1-nh3-d6a1ddedb58c', '\x785e958e316ec3300c45f79c42d0aeaade69025d8aee3d0163b3911096364c6ac9d9baf562b1d2a628ba75e4ff9f0f0fca10ea3cc666bca5695167f54447a37622153a71c4a75f17e432e001567cad5c380085999c92543d8ff131e2cb2297feb541260c4de73f9321e23317f1a0cb54fae601f2ba039b8449c86c8cdd81aa5a72b2f30e368f7b2ff5deffc4a93abf47045b49bf2c7a75b380dc430cebf6f9f1c60a59eaff18bbe69d71647316f16f486e82872b161e67c4', '{"toc": [[1, "Absauganlage", "absauganlage"]], "first_heading": "Absauganlage", "words": 8, "tasks": [[false, "pr\u00fcfen"], [true, "bestellt"]]}', 1, 1);
INSERT INTO public.renderings VALUES (3, '1-nh3-d6a1ddedb58c', '\x785eb329b00b29ca4fce4ecd53c8494c4f2dcad3b3d12fb0e30200620907ab', '{"toc": [], "first_heading": null, "words": 2, "tasks": []}', 2, 2);
INSERT INTO public.renderings VALUES (5, '1-nh3-d6a1ddedb58c', '\x785eb329b0f34b2d4d2d520849ad28b1d12fb0e302003a5f05d2', '{"toc": [], "first_heading": null, "words": 2, "tasks": []}', 3, 3);
INSERT INTO public.renderings VALUES (6, '1-nh3-d6a1ddedb58c', '\x785eb329b00b4b2d2a294a2ccdc94cced0b3d12fb0e302004c8406c5', '{"toc": [], "first_heading": null, "words": 1, "tasks": []}', 4, 4);
INSERT INTO public.renderings VALUES (7, '1-nh3-d6a1ddedb58c', '\x785eb329b00b4f4d574849cccd2cd1b3d12fb0e302003825058e', '{"toc": [], "first_heading": null, "words": 2, "tasks": []}', 5, 5);
INSERT INTO public.renderings VALUES (8, '1-nh3-d6a1ddedb58c', '\x785eb329b00bcd4b4b2d2ac94cd7b3d12fb0e30200357d0580', '{"toc": [], "first_heading": null, "words": 1, "tasks": []}', 6, 6);
INSERT INTO public.revisions VALUES (1, 'Absauganlage', '\x785e25cd310ac2401040d17e207718b0753d403a1bb1b1b25ca618cd381b5c26b23b4b20e7f11876b99811db079f1f420067ad3dc659cab33abbeff155d6cfa399122cadfafab661d41e2f5cc4206cc50e8fb7ca4dd932ab74d0c175942418e379cacbcf0a11361b363949ca8e36dd13d101206044fa0fc4beea652b8f', '1d5ca07af5f999e63556c55bece133652f76a82662fcdf9f5179942964c6296f', 126, 1, 'Maren', '2026-11-22 00:33:28.227873+00', '', false, 'edit', NULL, NULL, 1, 1);
INSERT INTO public.revisions VALUES (2, 'Absauganlage', '\x785e258d310ec2300c00774bfd832556c203bab1201626c6c883db9aa4227251e208d4f7f4196cfd18ad584fba3be71c1887d2a27f4b7e1663b323bef2fa7d540d04732db62e3a8ca1c51b6751709b71c07357b806d6c4411a68e03e4a14f4fe3aa579679908ab0e1bb9484c863af591e804e0d023fd077b0cfd87b093629292c10fca59309f', '1e33dbee677c19aeb234e8e88d662f8f7bae8623cb872aa868a445d4d70c46b2', 142, 1, 'Maren', '2026-11-22 00:33:28.300007+00', 'Bestellung', false, 'edit', NULL, NULL, 1, 2);
INSERT INTO public.revisions VALUES (1, 'Holzlager', '\x785e0b29ca4fce4ecd53c8494c4f2dcad3e3020033c005a8', 'e88c2f209f305b7208e91c73e7bff85b5d36144e6deb0e616924e78b8c750edf', 16, 1, 'Maren', '2026-11-22 00:33:28.342829+00', '', false, 'edit', NULL, NULL, 2, 3);
INSERT INTO public.revisions VALUES (1, 'Alter Name', '\x785e0b49ad2851c8cd2c51605028cd4b5170cd4b4955c8cfc84b55884acdcc49050099390a16', '4d057818800415c1005572c0a719f6cca4e9fa050889af2dfac7dac34c13b4bd', 30, 1, 'Maren', '2026-11-22 00:33:28.380823+00', '', false, 'edit', NULL, NULL, 3, 4);
INSERT INTO public.revisions VALUES (2, 'Neuer Name', '\x785ef34b2d4d2d520849ad280100143d03c5', '44b67a94a79a0cbc0197e74da73cf528eee063b00c476234aece5c19f3a7f49b', 10, 1, 'Maren', '2026-11-22 00:33:28.436353+00', '', false, 'edit', NULL, NULL, 3, 5);
INSERT INTO public.revisions VALUES (1, 'Gehälter', '\x785e0b4b2d2a294a2ccdc94cced0e30200249104c2', '67da98d700a82c313e8a501210fa5f216d27b1fd3f36b4e9d6b6b9deb2da9178', 13, 1, 'Maren', '2026-11-22 00:33:28.496073+00', '', false, 'edit', NULL, NULL, 4, 6);
INSERT INTO public.revisions VALUES (1, 'Überholt', '\x785e0b4f4d574849cccd2cd1e3020016e2038b', 'e042d6f8dde0f27b5dd5660276ac372376ae92744fc09fae3134cc30b4c70e19', 11, 1, 'Maren', '2026-11-22 00:33:28.511269+00', '', false, 'edit', NULL, NULL, 5, 7);
INSERT INTO public.revisions VALUES (1, 'Noch nicht', '\x785e0bcd4b4b2d2ac94cd7e30200155c037d', '9463e0a2379fb9ecd6fe1fc398b5a79761496494fd3b21abdc678304a06af857', 10, 1, 'Maren', '2026-11-22 00:33:28.525771+00', '', false, 'edit', NULL, NULL, 6, 8);
INSERT INTO public.settings VALUES ('is_set_up', 'true', 1);
INSERT INTO public.spaces VALUES ('betrieb', 'Betrieb', NULL, 1, '2026-11-22 00:33:28.151912+00', 'yk2m0dat5ybu', 1, NULL, 1);
INSERT INTO public.users VALUES ('maren', NULL, 'Maren', true, true, 'en', NULL, 'auto', '2026-11-22 00:33:28.08281+00', 'v69qx006nviz', 1);
INSERT INTO public.users VALUES ('jonas', NULL, 'Jonas', false, true, 'en', NULL, 'auto', '2026-11-22 00:33:28.104421+00', 'tgqpbe9i4qi2', 2);
SELECT pg_catalog.setval('public.access_scopes_id_seq', 3, true);
SELECT pg_catalog.setval('public.api_tokens_id_seq', 1, false);
SELECT pg_catalog.setval('public.attachments_id_seq', 1, true);
SELECT pg_catalog.setval('public.audit_entries_id_seq', 10, true);
SELECT pg_catalog.setval('public.counters_id_seq', 2, true);
SELECT pg_catalog.setval('public.credentials_id_seq', 1, false);
SELECT pg_catalog.setval('public.drafts_id_seq', 1, true);
SELECT pg_catalog.setval('public.file_versions_id_seq', 1, true);
SELECT pg_catalog.setval('public.grants_id_seq', 5, true);
SELECT pg_catalog.setval('public.groups_id_seq', 1, true);
SELECT pg_catalog.setval('public.imported_pages_id_seq', 1, false);
SELECT pg_catalog.setval('public.links_id_seq', 2, true);
SELECT pg_catalog.setval('public.login_sessions_id_seq', 1, false);
SELECT pg_catalog.setval('public.memberships_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 18, true);
SELECT pg_catalog.setval('public.page_properties_id_seq', 2, true);
SELECT pg_catalog.setval('public.page_tags_id_seq', 2, true);
SELECT pg_catalog.setval('public.page_texts_id_seq', 6, true);
SELECT pg_catalog.setval('public.pages_id_seq', 6, true);
SELECT pg_catalog.setval('public.redirects_id_seq', 1, true);
SELECT pg_catalog.setval('public.renderings_id_seq', 6, true);
SELECT pg_catalog.setval('public.revisions_id_seq', 8, true);
SELECT pg_catalog.setval('public.settings_id_seq', 1, true);
SELECT pg_catalog.setval('public.share_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.sign_in_failures_id_seq', 1, false);
SELECT pg_catalog.setval('public.spaces_id_seq', 1, true);
SELECT pg_catalog.setval('public.users_id_seq', 2, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.access_scopes
    ADD CONSTRAINT pk_access_scopes PRIMARY KEY (id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT pk_api_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT pk_attachments PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT pk_audit_entries PRIMARY KEY (id);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT pk_counters PRIMARY KEY (id);
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT pk_credentials PRIMARY KEY (id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT pk_drafts PRIMARY KEY (id);
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT pk_file_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT pk_grants PRIMARY KEY (id);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT pk_groups PRIMARY KEY (id);
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT pk_imported_pages PRIMARY KEY (id);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT pk_links PRIMARY KEY (id);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT pk_login_sessions PRIMARY KEY (id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT pk_memberships PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.page_properties
    ADD CONSTRAINT pk_page_properties PRIMARY KEY (id);
ALTER TABLE ONLY public.page_tags
    ADD CONSTRAINT pk_page_tags PRIMARY KEY (id);
ALTER TABLE ONLY public.page_texts
    ADD CONSTRAINT pk_page_texts PRIMARY KEY (id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT pk_pages PRIMARY KEY (id);
ALTER TABLE ONLY public.redirects
    ADD CONSTRAINT pk_redirects PRIMARY KEY (id);
ALTER TABLE ONLY public.renderings
    ADD CONSTRAINT pk_renderings PRIMARY KEY (id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT pk_revisions PRIMARY KEY (id);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT pk_settings PRIMARY KEY (id);
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT pk_share_links PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_failures
    ADD CONSTRAINT pk_sign_in_failures PRIMARY KEY (id);
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT pk_spaces PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT uq_api_tokens_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT uq_attachments_page_id_name UNIQUE (page_id, name);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT uq_attachments_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT uq_counters_name UNIQUE (name);
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT uq_credentials_user_id UNIQUE (user_id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT uq_drafts_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT uq_file_versions_attachment_id_number UNIQUE (attachment_id, number);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT uq_grants_scope_id_principal UNIQUE (scope_id, principal);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT uq_groups_name UNIQUE (name);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT uq_groups_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT uq_imported_pages_space_id_parent_key_path_key UNIQUE (space_id, parent_key, path_key);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT uq_links_page_id_key UNIQUE (page_id, key);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT uq_login_sessions_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT uq_memberships_group_id_user_id UNIQUE (group_id, user_id);
ALTER TABLE ONLY public.page_properties
    ADD CONSTRAINT uq_page_properties_page_id_name UNIQUE (page_id, name);
ALTER TABLE ONLY public.page_tags
    ADD CONSTRAINT uq_page_tags_page_id_name UNIQUE (page_id, name);
ALTER TABLE ONLY public.page_texts
    ADD CONSTRAINT uq_page_texts_page_id UNIQUE (page_id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT uq_pages_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.redirects
    ADD CONSTRAINT uq_redirects_space_id_slug UNIQUE (space_id, slug);
ALTER TABLE ONLY public.renderings
    ADD CONSTRAINT uq_renderings_revision_id UNIQUE (revision_id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_page_id_number UNIQUE (page_id, number);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_save_id UNIQUE (save_id);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT uq_settings_name UNIQUE (name);
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT uq_share_links_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT uq_share_links_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.sign_in_failures
    ADD CONSTRAINT uq_sign_in_failures_key UNIQUE (key);
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT uq_spaces_key UNIQUE (key);
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT uq_spaces_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_email UNIQUE (email);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_name UNIQUE (name);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_public_id UNIQUE (public_id);
CREATE INDEX ix_api_tokens_user_id ON public.api_tokens USING btree (user_id);
CREATE INDEX ix_audit_entries_action ON public.audit_entries USING btree (action);
CREATE INDEX ix_audit_entries_at ON public.audit_entries USING btree (at);
CREATE INDEX ix_drafts_page_id ON public.drafts USING btree (page_id);
CREATE INDEX ix_drafts_user_id ON public.drafts USING btree (user_id);
CREATE INDEX ix_file_versions_sha256 ON public.file_versions USING btree (sha256);
CREATE INDEX ix_grants_principal ON public.grants USING btree (principal);
CREATE INDEX ix_imported_pages_page_id ON public.imported_pages USING btree (page_id);
CREATE INDEX ix_links_target ON public.links USING btree (target_space_id, target_slug);
CREATE INDEX ix_links_target_id ON public.links USING btree (target_id);
CREATE INDEX ix_login_sessions_expires_at ON public.login_sessions USING btree (expires_at);
CREATE INDEX ix_login_sessions_user_id ON public.login_sessions USING btree (user_id);
CREATE INDEX ix_memberships_user_id ON public.memberships USING btree (user_id);
CREATE INDEX ix_outbox_run_at ON public.outbox USING btree (run_at);
CREATE INDEX ix_page_properties_name ON public.page_properties USING btree (name);
CREATE INDEX ix_page_tags_name ON public.page_tags USING btree (name);
CREATE INDEX ix_pages_changed_at ON public.pages USING btree (changed_at);
CREATE INDEX ix_pages_deleted_at ON public.pages USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX ix_pages_head_id ON public.pages USING btree (head_id);
CREATE INDEX ix_pages_parent_id_position ON public.pages USING btree (parent_id, "position", id);
CREATE INDEX ix_pages_space_id_parent_id ON public.pages USING btree (space_id, parent_id);
CREATE INDEX ix_pages_space_id_title_key ON public.pages USING btree (space_id, title_key);
CREATE INDEX ix_pages_trash_root_id ON public.pages USING btree (trash_root_id);
CREATE INDEX ix_redirects_page_id ON public.redirects USING btree (page_id);
CREATE INDEX ix_renderings_page_id ON public.renderings USING btree (page_id);
CREATE INDEX ix_revisions_author_id ON public.revisions USING btree (author_id);
CREATE INDEX ix_revisions_created_at ON public.revisions USING btree (created_at);
CREATE UNIQUE INDEX uq_drafts_user_id_page_id ON public.drafts USING btree (user_id, page_id) WHERE (((kind)::text = 'draft'::text) AND (page_id IS NOT NULL));
CREATE UNIQUE INDEX uq_pages_space_id_slug ON public.pages USING btree (space_id, slug) WHERE (deleted_at IS NULL);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT fk_api_tokens_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT fk_attachments_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT fk_credentials_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT fk_file_versions_attachment_id FOREIGN KEY (attachment_id) REFERENCES public.attachments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT fk_file_versions_author_id FOREIGN KEY (author_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT fk_grants_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT fk_imported_pages_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT fk_imported_pages_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT fk_links_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT fk_links_target_id FOREIGN KEY (target_id) REFERENCES public.pages(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.links
    ADD CONSTRAINT fk_links_target_space_id FOREIGN KEY (target_space_id) REFERENCES public.spaces(id);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT fk_login_sessions_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_memberships_group_id FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_memberships_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.page_properties
    ADD CONSTRAINT fk_page_properties_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.page_tags
    ADD CONSTRAINT fk_page_tags_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.page_texts
    ADD CONSTRAINT fk_page_texts_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_created_by_id FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_deleted_by_id FOREIGN KEY (deleted_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_head_id FOREIGN KEY (head_id) REFERENCES public.revisions(id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_parent_id FOREIGN KEY (parent_id) REFERENCES public.pages(id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id);
ALTER TABLE ONLY public.redirects
    ADD CONSTRAINT fk_redirects_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.redirects
    ADD CONSTRAINT fk_redirects_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id);
ALTER TABLE ONLY public.renderings
    ADD CONSTRAINT fk_renderings_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.renderings
    ADD CONSTRAINT fk_renderings_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_author_id FOREIGN KEY (author_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT fk_share_links_created_by_id FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_created_by_id FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_home_page_id FOREIGN KEY (home_page_id) REFERENCES public.pages(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id);
