CREATE FUNCTION public.audit_entries_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.id <= COALESCE((SELECT value FROM counters WHERE name = 'audit_cut'), 0) THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'entries of the audit log are never changed';
    END $$;
CREATE TABLE public.access_requests (
    user_id integer NOT NULL,
    address character varying(300) NOT NULL,
    reason character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    page_id integer,
    state character varying(20) NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id integer,
    public_id character varying(12) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.access_requests_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_requests_id_seq OWNED BY public.access_requests.id;
CREATE TABLE public.access_scopes (
    kind character varying(20) NOT NULL,
    has_history boolean NOT NULL,
    structure_version integer NOT NULL,
    id integer NOT NULL,
    head_page_id integer,
    state integer DEFAULT 0 NOT NULL
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
CREATE TABLE public.audit_chain (
    last_id integer DEFAULT 0 NOT NULL,
    hash character varying(64) DEFAULT ''::character varying NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.audit_chain_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_chain_id_seq OWNED BY public.audit_chain.id;
CREATE TABLE public.audit_entries (
    at timestamp with time zone NOT NULL,
    actor_id integer,
    action character varying(60) NOT NULL,
    target character varying(120) NOT NULL,
    facts json NOT NULL,
    id integer NOT NULL,
    hash character varying(64) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.audit_entries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_entries_id_seq OWNED BY public.audit_entries.id;
CREATE TABLE public.auditors (
    user_id integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.auditors_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.auditors_id_seq OWNED BY public.auditors.id;
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
    id integer NOT NULL,
    is_unpublished boolean
);
CREATE SEQUENCE public.drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.drafts_id_seq OWNED BY public.drafts.id;
CREATE TABLE public.favourites (
    user_id integer NOT NULL,
    page_id integer,
    space_id integer,
    created_at timestamp with time zone NOT NULL,
    id integer NOT NULL,
    CONSTRAINT ck_favourites_one_thing CHECK (((page_id IS NULL) <> (space_id IS NULL)))
);
CREATE SEQUENCE public.favourites_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.favourites_id_seq OWNED BY public.favourites.id;
CREATE TABLE public.feed_addresses (
    id integer NOT NULL,
    user_id integer NOT NULL,
    nonce character varying(32) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.feed_addresses_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.feed_addresses_id_seq OWNED BY public.feed_addresses.id;
CREATE TABLE public.file_texts (
    id integer NOT NULL,
    version_id integer NOT NULL,
    text bytea NOT NULL,
    problem character varying(20),
    made_by integer NOT NULL
);
CREATE SEQUENCE public.file_texts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.file_texts_id_seq OWNED BY public.file_texts.id;
CREATE TABLE public.file_uses (
    id integer NOT NULL,
    page_id integer NOT NULL,
    file_id character varying(12) NOT NULL
);
CREATE SEQUENCE public.file_uses_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.file_uses_id_seq OWNED BY public.file_uses.id;
CREATE TABLE public.file_versions (
    attachment_id integer NOT NULL,
    number integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    media_type character varying(100) NOT NULL,
    author_id integer,
    author_name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    id integer NOT NULL,
    width integer,
    height integer,
    page_count integer,
    drawn integer
);
CREATE SEQUENCE public.file_versions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.file_versions_id_seq OWNED BY public.file_versions.id;
CREATE TABLE public.former_file_names (
    id integer NOT NULL,
    attachment_id integer NOT NULL,
    page_id integer NOT NULL,
    name character varying(200) NOT NULL,
    until timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.former_file_names_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.former_file_names_id_seq OWNED BY public.former_file_names.id;
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
CREATE TABLE public.group_managers (
    id integer NOT NULL,
    group_id integer NOT NULL,
    user_id integer NOT NULL
);
CREATE SEQUENCE public.group_managers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.group_managers_id_seq OWNED BY public.group_managers.id;
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
CREATE TABLE public.imported_histories (
    space_id integer NOT NULL,
    parent_key character varying(20) NOT NULL,
    line_key character varying(64) NOT NULL,
    page_id integer NOT NULL,
    path character varying(1000) NOT NULL,
    commit character varying(64) NOT NULL,
    number integer NOT NULL,
    is_finished boolean NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.imported_histories_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.imported_histories_id_seq OWNED BY public.imported_histories.id;
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
    id integer NOT NULL,
    target_space_key character varying(40)
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
    id integer NOT NULL,
    viewing character varying(40),
    viewing_until timestamp with time zone,
    proven_at timestamp with time zone
);
CREATE SEQUENCE public.login_sessions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.login_sessions_id_seq OWNED BY public.login_sessions.id;
CREATE TABLE public.mail_refusals (
    user_id integer NOT NULL,
    topic character varying(40) NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.mail_refusals_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mail_refusals_id_seq OWNED BY public.mail_refusals.id;
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
CREATE TABLE public.notifications (
    user_id integer NOT NULL,
    kind character varying(40) NOT NULL,
    page_id integer,
    space_id integer,
    actor_id integer,
    facts json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    mailed_at timestamp with time zone,
    id integer NOT NULL,
    public_id character varying(12) NOT NULL
);
CREATE SEQUENCE public.notifications_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.notifications_id_seq OWNED BY public.notifications.id;
CREATE TABLE public.old_space_keys (
    id integer NOT NULL,
    key character varying(40) NOT NULL,
    space_id integer NOT NULL
);
CREATE SEQUENCE public.old_space_keys_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.old_space_keys_id_seq OWNED BY public.old_space_keys.id;
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
CREATE TABLE public.outside_checks (
    id integer NOT NULL,
    address character varying(1000) NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(60) NOT NULL,
    moved_to character varying(1000),
    failures integer NOT NULL,
    dead_since timestamp with time zone,
    checked_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    validator character varying(300),
    changed character varying(60)
);
CREATE SEQUENCE public.outside_checks_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outside_checks_id_seq OWNED BY public.outside_checks.id;
CREATE TABLE public.outside_links (
    id integer NOT NULL,
    page_id integer NOT NULL,
    address character varying(1000) NOT NULL
);
CREATE SEQUENCE public.outside_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outside_links_id_seq OWNED BY public.outside_links.id;
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
    id integer NOT NULL,
    anchors text
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
    id integer NOT NULL,
    template_for character varying(10)
);
CREATE SEQUENCE public.pages_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pages_id_seq OWNED BY public.pages.id;
CREATE TABLE public.property_values (
    page_id integer NOT NULL,
    name character varying(100) NOT NULL,
    key character varying(200) NOT NULL,
    number double precision,
    id integer NOT NULL
);
CREATE SEQUENCE public.property_values_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.property_values_id_seq OWNED BY public.property_values.id;
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
    id integer NOT NULL,
    redacted_at timestamp with time zone,
    redacted_by character varying(200),
    redaction_reason character varying(300),
    name character varying(100)
);
CREATE SEQUENCE public.revisions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.revisions_id_seq OWNED BY public.revisions.id;
CREATE TABLE public.search_documents (
    generation integer NOT NULL,
    document bigint NOT NULL,
    page_id integer NOT NULL,
    kind integer NOT NULL,
    version bigint NOT NULL,
    day integer NOT NULL,
    author_id integer NOT NULL,
    editor_id integer NOT NULL,
    tags text[] NOT NULL,
    title_words integer NOT NULL,
    heading_words integer NOT NULL,
    body_words integer NOT NULL,
    title tsvector NOT NULL,
    heading tsvector NOT NULL,
    tokens tsvector NOT NULL,
    running text,
    id integer NOT NULL
);
ALTER TABLE ONLY public.search_documents ALTER COLUMN tokens SET STORAGE EXTERNAL;
CREATE SEQUENCE public.search_documents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.search_documents_id_seq OWNED BY public.search_documents.id;
CREATE TABLE public.search_indexes (
    format character varying(100) NOT NULL,
    pages integer NOT NULL,
    parts bytea NOT NULL,
    applied bigint NOT NULL,
    commits bigint NOT NULL,
    is_used boolean NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.search_indexes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.search_indexes_id_seq OWNED BY public.search_indexes.id;
CREATE TABLE public.search_misses (
    question character varying(100) NOT NULL,
    text character varying(100) NOT NULL,
    asker character varying(32) NOT NULL,
    day integer NOT NULL,
    id integer NOT NULL
);
CREATE SEQUENCE public.search_misses_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.search_misses_id_seq OWNED BY public.search_misses.id;
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
    name character varying(100) NOT NULL,
    page_id integer NOT NULL,
    scope_id integer NOT NULL,
    with_subtree boolean NOT NULL,
    password_hash character varying(200),
    created_by_id integer,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
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
    id integer NOT NULL,
    subject character varying(64)
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
    id integer NOT NULL,
    icon character varying(16),
    closed_at timestamp with time zone
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
    id integer NOT NULL,
    search_key character varying(600) DEFAULT ''::character varying NOT NULL,
    last_seen_at timestamp with time zone,
    erased_at timestamp with time zone,
    writes_in character varying(10)
);
CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.access_requests ALTER COLUMN id SET DEFAULT nextval('public.access_requests_id_seq'::regclass);
ALTER TABLE ONLY public.access_scopes ALTER COLUMN id SET DEFAULT nextval('public.access_scopes_id_seq'::regclass);
ALTER TABLE ONLY public.api_tokens ALTER COLUMN id SET DEFAULT nextval('public.api_tokens_id_seq'::regclass);
ALTER TABLE ONLY public.attachments ALTER COLUMN id SET DEFAULT nextval('public.attachments_id_seq'::regclass);
ALTER TABLE ONLY public.audit_chain ALTER COLUMN id SET DEFAULT nextval('public.audit_chain_id_seq'::regclass);
ALTER TABLE ONLY public.audit_entries ALTER COLUMN id SET DEFAULT nextval('public.audit_entries_id_seq'::regclass);
ALTER TABLE ONLY public.auditors ALTER COLUMN id SET DEFAULT nextval('public.auditors_id_seq'::regclass);
ALTER TABLE ONLY public.counters ALTER COLUMN id SET DEFAULT nextval('public.counters_id_seq'::regclass);
ALTER TABLE ONLY public.credentials ALTER COLUMN id SET DEFAULT nextval('public.credentials_id_seq'::regclass);
ALTER TABLE ONLY public.drafts ALTER COLUMN id SET DEFAULT nextval('public.drafts_id_seq'::regclass);
ALTER TABLE ONLY public.favourites ALTER COLUMN id SET DEFAULT nextval('public.favourites_id_seq'::regclass);
ALTER TABLE ONLY public.feed_addresses ALTER COLUMN id SET DEFAULT nextval('public.feed_addresses_id_seq'::regclass);
ALTER TABLE ONLY public.file_texts ALTER COLUMN id SET DEFAULT nextval('public.file_texts_id_seq'::regclass);
ALTER TABLE ONLY public.file_uses ALTER COLUMN id SET DEFAULT nextval('public.file_uses_id_seq'::regclass);
ALTER TABLE ONLY public.file_versions ALTER COLUMN id SET DEFAULT nextval('public.file_versions_id_seq'::regclass);
ALTER TABLE ONLY public.former_file_names ALTER COLUMN id SET DEFAULT nextval('public.former_file_names_id_seq'::regclass);
ALTER TABLE ONLY public.grants ALTER COLUMN id SET DEFAULT nextval('public.grants_id_seq'::regclass);
ALTER TABLE ONLY public.group_managers ALTER COLUMN id SET DEFAULT nextval('public.group_managers_id_seq'::regclass);
ALTER TABLE ONLY public.groups ALTER COLUMN id SET DEFAULT nextval('public.groups_id_seq'::regclass);
ALTER TABLE ONLY public.imported_histories ALTER COLUMN id SET DEFAULT nextval('public.imported_histories_id_seq'::regclass);
ALTER TABLE ONLY public.imported_pages ALTER COLUMN id SET DEFAULT nextval('public.imported_pages_id_seq'::regclass);
ALTER TABLE ONLY public.links ALTER COLUMN id SET DEFAULT nextval('public.links_id_seq'::regclass);
ALTER TABLE ONLY public.login_sessions ALTER COLUMN id SET DEFAULT nextval('public.login_sessions_id_seq'::regclass);
ALTER TABLE ONLY public.mail_refusals ALTER COLUMN id SET DEFAULT nextval('public.mail_refusals_id_seq'::regclass);
ALTER TABLE ONLY public.memberships ALTER COLUMN id SET DEFAULT nextval('public.memberships_id_seq'::regclass);
ALTER TABLE ONLY public.notifications ALTER COLUMN id SET DEFAULT nextval('public.notifications_id_seq'::regclass);
ALTER TABLE ONLY public.old_space_keys ALTER COLUMN id SET DEFAULT nextval('public.old_space_keys_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.outside_checks ALTER COLUMN id SET DEFAULT nextval('public.outside_checks_id_seq'::regclass);
ALTER TABLE ONLY public.outside_links ALTER COLUMN id SET DEFAULT nextval('public.outside_links_id_seq'::regclass);
ALTER TABLE ONLY public.page_properties ALTER COLUMN id SET DEFAULT nextval('public.page_properties_id_seq'::regclass);
ALTER TABLE ONLY public.page_tags ALTER COLUMN id SET DEFAULT nextval('public.page_tags_id_seq'::regclass);
ALTER TABLE ONLY public.page_texts ALTER COLUMN id SET DEFAULT nextval('public.page_texts_id_seq'::regclass);
ALTER TABLE ONLY public.pages ALTER COLUMN id SET DEFAULT nextval('public.pages_id_seq'::regclass);
ALTER TABLE ONLY public.property_values ALTER COLUMN id SET DEFAULT nextval('public.property_values_id_seq'::regclass);
ALTER TABLE ONLY public.redirects ALTER COLUMN id SET DEFAULT nextval('public.redirects_id_seq'::regclass);
ALTER TABLE ONLY public.renderings ALTER COLUMN id SET DEFAULT nextval('public.renderings_id_seq'::regclass);
ALTER TABLE ONLY public.revisions ALTER COLUMN id SET DEFAULT nextval('public.revisions_id_seq'::regclass);
ALTER TABLE ONLY public.search_documents ALTER COLUMN id SET DEFAULT nextval('public.search_documents_id_seq'::regclass);
ALTER TABLE ONLY public.search_indexes ALTER COLUMN id SET DEFAULT nextval('public.search_indexes_id_seq'::regclass);
ALTER TABLE ONLY public.search_misses ALTER COLUMN id SET DEFAULT nextval('public.search_misses_id_seq'::regclass);
ALTER TABLE ONLY public.settings ALTER COLUMN id SET DEFAULT nextval('public.settings_id_seq'::regclass);
ALTER TABLE ONLY public.share_links ALTER COLUMN id SET DEFAULT nextval('public.share_links_id_seq'::regclass);
ALTER TABLE ONLY public.sign_in_failures ALTER COLUMN id SET DEFAULT nextval('public.sign_in_failures_id_seq'::regclass);
ALTER TABLE ONLY public.spaces ALTER COLUMN id SET DEFAULT nextval('public.spaces_id_seq'::regclass);
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
INSERT INTO public.access_requests VALUES (2, '/s/betrieb/gehaelter', 'Für die Planung', '2026-11-22 13:13:22.57543+00', NULL, 'waiting', NULL, NULL, '4o6bcht8f0ta', 1);
INSERT INTO public.access_scopes VALUES ('subtree', true, 289476555, 2, 4, 0);
INSERT INTO public.access_scopes VALUES ('unpublished', true, 305677834, 3, 6, 0);
INSERT INTO public.access_scopes VALUES ('space', true, 526794502, 1, NULL, 0);
INSERT INTO public.access_scopes VALUES ('space', true, 828735915, 4, NULL, 0);
INSERT INTO public.access_scopes VALUES ('unpublished', true, 1013875351, 5, 11, 0);
INSERT INTO public.access_scopes VALUES ('space', true, 644582831, 6, NULL, 1);
INSERT INTO public.alembic_version VALUES ('0019');
INSERT INTO public.attachments VALUES (1, 'Prüfplan.txt', 1, '2026-11-22 13:13:22.253611+00', 's05onr3k0se0', 1);
INSERT INTO public.attachments VALUES (7, 'Bild.txt', 2, '2026-11-22 13:13:22.419429+00', 'rsmqzfys911p', 2);
INSERT INTO public.audit_chain VALUES (24, '889295946bbb0a733377219d40a645675963303d87919b037152fbf1d6854876', 1);
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.11467+00', NULL, 'user.add', 'user:1', '{"is_admin": true}', 1, 'fdcab8ed05f8ee44474c5e0949b35bbb72a41968253435351cde0716185d3ee8');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.118902+00', NULL, 'user.add', 'user:2', '{"is_admin": false}', 2, '1462600d8f4ed115304e68d4923844f4872dae0cffbf64e35ea55406890bc0b2');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.127609+00', NULL, 'group.add', 'group:1', '{"after": "Werkstatt"}', 3, '8fab9cf450e5b2da12ba009f843f11d9ba9f6382f2e5bbf0d325bd1ee7c29871');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.128675+00', NULL, 'group.members', 'group:1', '{"added": [2], "removed": []}', 4, 'c964349f4c053c309a62b48ca44ca3e2c0f7e86cf1f3483dda2a9e58d51ddd1a');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.138009+00', 1, 'access.scope.create', 'scope:1', '{"signed-in": "READ", "group:1": "EDIT", "user:1": "MANAGE"}', 5, '0f675862536766519f9bd3789e87f63d8aeeba82b9a5078d99ed3144a8e9488e');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.138483+00', 1, 'space.create', 'space:ntwn3x3uz38j', '{}', 6, 'ba99ac7d6f48f8854ea87555cbcf94d7d996a984d24b8688e1d0f1a3b676274f');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.257028+00', 1, 'attachment.add', 'attachment:s05onr3k0se0', '{"number": 1, "size": 5}', 7, 'a01a99f8f3eca62e339e575b8fc370a41bc7269ece3d994f1d20e6ddc9c9b355');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.344596+00', 1, 'access.scope.create', 'scope:2', '{"user:1": "MANAGE"}', 8, 'faf8d77267b19c6ab0e511be8d36fa4492cb7fce77e8f8da4f43f056d3c31721');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.345278+00', 1, 'access.restrict', 'page:y7phuljej8e4', '{"before": "scope:1", "after": "scope:2"}', 9, 'f0548cef0c14910af500f1181c34dc342e7f5f359ab6adecb1abd0f213dab2c3');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.34591+00', 1, 'access.scope.create', 'scope:3', '{"user:1": "MANAGE"}', 10, '5a98fb37ebbb0b9c2782790c6d290385c8e16aa79e4fdaea72b89d1e201742ad');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.346464+00', 1, 'page.delete', 'page:z7u10bmlcb59', '{"pages": 1}', 11, '9a24bc175cc6dbbf03c6d5160b094118613d16671907b71f700184f843b4615a');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.351411+00', 1, 'access.scope.create', 'scope:4', '{"user:1": "MANAGE"}', 12, '58f855513ab97c797a5e30e866925586f1d3b1a80404c544b34b80be9e4e36cf');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.3519+00', 1, 'space.create', 'space:kbvvz6x7rps8', '{}', 13, '1ac44c2493351a5a75e0dc15d7818862af677b2ecd1caa9532ad72d756600725');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.422649+00', 1, 'attachment.add', 'attachment:rsmqzfys911p', '{"number": 1, "size": 5}', 14, 'e83a206823665de8a6b1e2d2871120d3a4ff3a337f009f094972d65c9aab494f');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.440313+00', 1, 'attachment.add', 'attachment:rsmqzfys911p', '{"number": 2, "size": 5}', 15, 'a2beecf90e585ec273de110049de3883ead0574a402eec2a8729af3e8f7457aa');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.484628+00', 1, 'access.scope.create', 'scope:5', '{"user:1": "MANAGE"}', 16, 'ba3805f85a8516f3905b86abe97cc94663a7c39f24a0d9c2587f496be0925095');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.492291+00', 1, 'access.scope.create', 'scope:6', '{"user:1": "MANAGE"}', 17, '849c2a191dd9ee0cd98d24a6d236430f3467ebd7341409844a8bf0c785af4f3d');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.492731+00', 1, 'space.create', 'space:xpw4fgc0o7o3', '{}', 18, 'd7891ca2391b8b20b8063f0b5fe9f1934a40428c5b0c3b456eeda797352c1e3a');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.53923+00', 1, 'page.redact', 'page:xmdivif2b25o', '{"numbers": [2]}', 19, '4f75ab8d26ecf4f72cce504b3e97f270bb7b2e38a114a93ca43f8b930296f71a');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.539862+00', 1, 'space.key', 'space:kbvvz6x7rps8', '{"before": "lager", "after": "depot"}', 20, '80105f365fde4c165157148a50faada69f59bf336fca547b592206129170b55e');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.540415+00', 2, 'feed.address', 'user:2', '{}', 21, '7c05af499641e56696f99c2b7de2b27af334b1341b1125b9a48bff792f779615');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.540906+00', 1, 'space.archive', 'space:xpw4fgc0o7o3', '{}', 22, '5d4b44c46aa338f4da45ef03c42ea646b9e198123cf65952cfe80b396710d319');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.571207+00', 1, 'share.create', 'page:2xtzc1j8dqfy', '{"share": "gjiulmfexuzf", "days": 30, "with_subtree": true, "has_password": true}', 23, '5b6c7af5e80d0986a0c409cae64ab890ac163176490e52898f14dd0c6f994e1f');
INSERT INTO public.audit_entries VALUES ('2026-11-22 13:13:22.582272+00', 1, 'group.managers', 'group:1', '{"added": [2], "removed": []}', 24, '889295946bbb0a733377219d40a645675963303d87919b037152fbf1d6854876');
INSERT INTO public.counters VALUES ('settings', 1, 1);
INSERT INTO public.counters VALUES ('access', 12, 2);
INSERT INTO public.drafts VALUES ('draft', 1, 1, 1, NULL, 2, 'Absauganlage', '\x785e73cd2b292f2d4a03000b4702ec', '2026-11-22 13:13:22.342735+00', '2026-11-22 13:13:22.342802+00', 'gcj8ll0wlxz2', 1, NULL);
INSERT INTO public.favourites VALUES (1, 7, NULL, '2026-11-22 13:13:22.502788+00', 1);
INSERT INTO public.favourites VALUES (1, NULL, 2, '2026-11-22 13:13:22.506756+00', 2);
INSERT INTO public.feed_addresses VALUES (1, 2, 'ae9d8ebd3b231c9f695050d2b8fd391c', '6af545bced331ef0b261bb9a87e6842d47eb072d6259a98a7d80e39791c39655', '2026-11-22 13:13:22.532757+00');
INSERT INTO public.file_versions VALUES (1, 1, 'fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c', 5, 'text/plain', 1, 'Maren', '2026-11-22 13:13:22.254778+00', 1, NULL, NULL, NULL, 0);
INSERT INTO public.file_versions VALUES (2, 1, 'b98443f17c844606d588e19969377dc514651fa984cc2d10b1574a522a49a2d5', 5, 'text/plain', 1, 'Maren', '2026-11-22 13:13:22.42043+00', 2, NULL, NULL, NULL, 0);
INSERT INTO public.file_versions VALUES (2, 2, '7f8a8826056904f3d7deacfa717c20685764790c28b7b4ee22e5b596c4bab920', 5, 'text/plain', 1, 'Maren', '2026-11-22 13:13:22.436671+00', 3, NULL, NULL, NULL, 0);
INSERT INTO public.grants VALUES (1, 'signed-in', 10, 1);
INSERT INTO public.grants VALUES (1, 'group:1', 30, 2);
INSERT INTO public.grants VALUES (1, 'user:1', 40, 3);
INSERT INTO public.grants VALUES (2, 'user:1', 40, 4);
INSERT INTO public.grants VALUES (3, 'user:1', 40, 5);
INSERT INTO public.grants VALUES (4, 'user:1', 40, 6);
INSERT INTO public.grants VALUES (5, 'user:1', 40, 7);
INSERT INTO public.grants VALUES (6, 'user:1', 40, 8);
INSERT INTO public.group_managers VALUES (1, 1, 2);
INSERT INTO public.groups VALUES ('Werkstatt', '2026-11-22 13:13:22.122142+00', '4kcjonk7ulbp', 1);
INSERT INTO public.links VALUES (1, 'wiki', 'Fehlt noch', NULL, 1, 'fehlt-noch', NULL, 1, 2, NULL);
INSERT INTO public.links VALUES (0, 'wiki', 'Holzlager', NULL, 1, 'holzlager', 2, 1, 1, NULL);
INSERT INTO public.links VALUES (0, 'image', 'Bild.txt', NULL, NULL, '', NULL, 7, 3, NULL);
INSERT INTO public.links VALUES (1, 'wiki', 'Vorlage', NULL, 2, 'vorlage', 8, 7, 4, NULL);
INSERT INTO public.memberships VALUES (1, 2, 1);
INSERT INTO public.notifications VALUES (2, 'access_granted', 1, NULL, 1, '{"right": 10}', '2026-11-22 13:13:22.577086+00', NULL, NULL, 1, 'vaxlmc17s1ys');
INSERT INTO public.old_space_keys VALUES (1, 'lager', 2);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 1}', '2026-11-22 13:13:22.135031+00', '2026-11-22 13:13:22.135031+00', 0, NULL, 1);
INSERT INTO public.outbox VALUES ('SpaceNamed', '{"space_id": 1}', '2026-11-22 13:13:22.137427+00', '2026-11-22 13:13:22.137427+00', 0, NULL, 2);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 1, "revision_id": 1}', '2026-11-22 13:13:22.180158+00', '2026-11-22 13:13:22.180158+00', 0, NULL, 3);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 1, "revision_id": 2}', '2026-11-22 13:13:22.199274+00', '2026-11-22 13:13:22.199274+00', 0, NULL, 4);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 2, "revision_id": 3}', '2026-11-22 13:13:22.213929+00', '2026-11-22 13:13:22.213929+00', 0, NULL, 5);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 3, "revision_id": 4}', '2026-11-22 13:13:22.227025+00', '2026-11-22 13:13:22.227025+00', 0, NULL, 6);
INSERT INTO public.outbox VALUES ('PageRenamed', '{"page_id": 3}', '2026-11-22 13:13:22.242594+00', '2026-11-22 13:13:22.242594+00', 0, NULL, 7);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 3, "revision_id": 5}', '2026-11-22 13:13:22.245916+00', '2026-11-22 13:13:22.245916+00', 0, NULL, 8);
INSERT INTO public.outbox VALUES ('ReadFile', '{"sha256": "fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c", "kind": "plain"}', '2026-11-22 13:13:22.254851+00', '2026-11-22 13:13:22.254851+00', 0, NULL, 9);
INSERT INTO public.outbox VALUES ('AttachmentAdded', '{"attachment_id": 1, "page_id": 1, "number": 1}', '2026-11-22 13:13:22.255123+00', '2026-11-22 13:13:22.255123+00', 0, NULL, 10);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 4, "revision_id": 6}', '2026-11-22 13:13:22.271699+00', '2026-11-22 13:13:22.271699+00', 0, NULL, 11);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 5, "revision_id": 7}', '2026-11-22 13:13:22.285399+00', '2026-11-22 13:13:22.285399+00', 0, NULL, 12);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 6, "revision_id": 8}', '2026-11-22 13:13:22.297821+00', '2026-11-22 13:13:22.297821+00', 0, NULL, 13);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 2}', '2026-11-22 13:13:22.304885+00', '2026-11-22 13:13:22.304885+00', 0, NULL, 14);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 2}', '2026-11-22 13:13:22.312862+00', '2026-11-22 13:13:22.312862+00', 0, NULL, 15);
INSERT INTO public.outbox VALUES ('PageMoved', '{"page_id": 4}', '2026-11-22 13:13:22.314188+00', '2026-11-22 13:13:22.314188+00', 0, NULL, 16);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 3}', '2026-11-22 13:13:22.320629+00', '2026-11-22 13:13:22.320629+00', 0, NULL, 17);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 3}', '2026-11-22 13:13:22.324837+00', '2026-11-22 13:13:22.324837+00', 0, NULL, 18);
INSERT INTO public.outbox VALUES ('PageMoved', '{"page_id": 6}', '2026-11-22 13:13:22.3255+00', '2026-11-22 13:13:22.3255+00', 0, NULL, 19);
INSERT INTO public.outbox VALUES ('PageDeleted', '{"page_id": 5}', '2026-11-22 13:13:22.33829+00', '2026-11-22 13:13:22.33829+00', 0, NULL, 20);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 4}', '2026-11-22 13:13:22.350196+00', '2026-11-22 13:13:22.350196+00', 0, NULL, 21);
INSERT INTO public.outbox VALUES ('SpaceNamed', '{"space_id": 2}', '2026-11-22 13:13:22.350994+00', '2026-11-22 13:13:22.350994+00', 0, NULL, 22);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 7, "revision_id": 9}', '2026-11-22 13:13:22.368039+00', '2026-11-22 13:13:22.368039+00', 0, NULL, 23);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 7, "revision_id": 10}', '2026-11-22 13:13:22.378773+00', '2026-11-22 13:13:22.378773+00', 0, NULL, 24);
INSERT INTO public.outbox VALUES ('PageSaved', '{"page_id": 7, "revision_id": 11}', '2026-11-22 13:13:22.390896+00', '2026-11-22 13:13:22.390896+00', 0, NULL, 25);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 8, "revision_id": 12}', '2026-11-22 13:13:22.404787+00', '2026-11-22 13:13:22.404787+00', 0, NULL, 26);
INSERT INTO public.outbox VALUES ('ReadFile', '{"sha256": "b98443f17c844606d588e19969377dc514651fa984cc2d10b1574a522a49a2d5", "kind": "plain"}', '2026-11-22 13:13:22.42074+00', '2026-11-22 13:13:22.42074+00', 0, NULL, 27);
INSERT INTO public.outbox VALUES ('AttachmentAdded', '{"attachment_id": 2, "page_id": 7, "number": 1}', '2026-11-22 13:13:22.421243+00', '2026-11-22 13:13:22.421243+00', 0, NULL, 28);
INSERT INTO public.outbox VALUES ('ReadFile', '{"sha256": "7f8a8826056904f3d7deacfa717c20685764790c28b7b4ee22e5b596c4bab920", "kind": "plain"}', '2026-11-22 13:13:22.436781+00', '2026-11-22 13:13:22.436781+00', 0, NULL, 29);
INSERT INTO public.outbox VALUES ('AttachmentAdded', '{"attachment_id": 2, "page_id": 7, "number": 2}', '2026-11-22 13:13:22.438118+00', '2026-11-22 13:13:22.438118+00', 0, NULL, 30);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 9, "revision_id": 13}', '2026-11-22 13:13:22.453499+00', '2026-11-22 13:13:22.453499+00', 0, NULL, 31);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 10, "revision_id": 14}', '2026-11-22 13:13:22.469926+00', '2026-11-22 13:13:22.469926+00', 0, NULL, 32);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 5}', '2026-11-22 13:13:22.475894+00', '2026-11-22 13:13:22.475894+00', 0, NULL, 33);
INSERT INTO public.outbox VALUES ('PageCreated', '{"page_id": 11, "revision_id": 15}', '2026-11-22 13:13:22.484065+00', '2026-11-22 13:13:22.484065+00', 0, NULL, 34);
INSERT INTO public.outbox VALUES ('AccessChanged', '{"scope_id": 6}', '2026-11-22 13:13:22.49092+00', '2026-11-22 13:13:22.49092+00', 0, NULL, 35);
INSERT INTO public.outbox VALUES ('SpaceNamed', '{"space_id": 3}', '2026-11-22 13:13:22.491812+00', '2026-11-22 13:13:22.491812+00', 0, NULL, 36);
INSERT INTO public.outbox VALUES ('RevisionsRedacted', '{"page_id": 7, "revision_ids": [10]}', '2026-11-22 13:13:22.520319+00', '2026-11-22 13:13:22.520319+00', 0, NULL, 37);
INSERT INTO public.outbox VALUES ('EraseTraces', '{}', '2026-11-22 13:13:22.52059+00', '2026-11-22 13:13:22.52059+00', 0, NULL, 38);
INSERT INTO public.outbox VALUES ('SpaceNamed', '{"space_id": 2}', '2026-11-22 13:13:22.529463+00', '2026-11-22 13:13:22.529463+00', 0, NULL, 39);
INSERT INTO public.outbox VALUES ('AccessAsked', '{"request_id": 1}', '2026-11-22 13:13:22.576816+00', '2026-11-22 13:13:22.576816+00', 0, NULL, 40);
INSERT INTO public.outbox VALUES ('MailNotification', '{"notification_id": 1}', '2026-11-22 13:13:22.57887+00', '2026-11-22 13:13:22.57887+00', 0, NULL, 41);
INSERT INTO public.page_properties VALUES ('tags', '["werkstatt", "pr\u00fcfung"]', 1, 1);
INSERT INTO public.page_properties VALUES ('zuständig', '"Maren"', 1, 2);
INSERT INTO public.page_tags VALUES ('prüfung', 1, 1);
INSERT INTO public.page_tags VALUES ('werkstatt', 1, 2);
INSERT INTO public.page_texts VALUES ('absauganlage', 'absauganlage
siehe holzlager und fehlt noch.
prüfen
bestellt', '\x785e734c2a4e2c4d4fcccb494c4fe50ace4ccd4855f0c8cfa902718b144af35214dc5233724a14f2f29333f4b80a8a0eef494bcde34a4a2d2e49cdc9290100b9c216f9', 1, 1, '
absauganlage
');
INSERT INTO public.page_texts VALUES ('holzlager', 'trocken lagern.', '\x785e0b29ca4fce4ecd53c8494c4f2dcad303002e18059e', 2, 2, '
');
INSERT INTO public.page_texts VALUES ('neuer name', 'neuer text', '\x785ef34b2d4d2d520849ad280100143d03c5', 3, 3, '
');
INSERT INTO public.page_texts VALUES ('gehälter', 'vertraulich.', '\x785e0b4b2d2a294a2ccdc94cced003001fcf04b8', 4, 4, '
');
INSERT INTO public.page_texts VALUES ('überholt', 'weg damit.', '\x785e0b4f4d574849cccd2cd1030013570381', 5, 5, '
');
INSERT INTO public.page_texts VALUES ('noch nicht', 'unfertig.', '\x785e0bcd4b4b2d2ac94cd7030011df0373', 6, 6, '
');
INSERT INTO public.page_texts VALUES ('plan', '{{children}}', '\x785eabae4ecec8cc49294acdabad050021c2053a', 7, 7, '
');
INSERT INTO public.page_texts VALUES ('vorlage', '{{datum}} {{?kunde}}', '\x785eabae4e492c29cdadad55a8aeb6f72ecd4b49adad050058300852', 8, 8, '
');
INSERT INTO public.page_texts VALUES ('zange', 'im regal.', '\x785ef3cc55084a4d4fccd103000e8c02f0', 9, 9, '
');
INSERT INTO public.page_texts VALUES ('anker', 'im regal.', '\x785ef3cc55084a4d4fccd103000e8c02f0', 10, 10, '
');
INSERT INTO public.page_texts VALUES ('nur ich', 'noch nicht.', '\x785ef3cb4fce50c8cb4cce28d1030017d103ed', 11, 11, '
');
INSERT INTO public.pages VALUES (1, NULL, 0, 'Absauganlage', 'absauganlage', 'absauganlage', 2, 1, '2026-11-22 13:13:22.158016+00', '2026-11-22 13:13:22.189064+00', NULL, NULL, '2xtzc1j8dqfy', 1, NULL, 1, NULL);
INSERT INTO public.pages VALUES (1, 1, 0, 'Holzlager', 'holzlager', 'holzlager', 3, 1, '2026-11-22 13:13:22.207001+00', '2026-11-22 13:13:22.207001+00', NULL, NULL, 'mbpp67svtt2q', 1, NULL, 2, NULL);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Neuer Name', 'neuer name', 'neuer-name', 5, 1, '2026-11-22 13:13:22.221105+00', '2026-11-22 13:13:22.234474+00', NULL, NULL, 'amk4w1zen1i6', 1, NULL, 3, NULL);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Gehälter', 'gehälter', 'gehaelter', 6, 1, '2026-11-22 13:13:22.265926+00', '2026-11-22 13:13:22.265926+00', NULL, NULL, 'y7phuljej8e4', 2, NULL, 4, NULL);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Noch nicht', 'noch nicht', 'noch-nicht', 8, 1, '2026-11-22 13:13:22.292633+00', '2026-11-22 13:13:22.292633+00', NULL, NULL, 'tnwgi7o7id2r', 3, NULL, 6, NULL);
INSERT INTO public.pages VALUES (1, NULL, 0, 'Überholt', 'überholt', 'ueberholt', 7, 1, '2026-11-22 13:13:22.279649+00', '2026-11-22 13:13:22.279649+00', 1, 5, 'z7u10bmlcb59', 1, '2026-11-22 13:13:22.338232+00', 5, NULL);
INSERT INTO public.pages VALUES (2, NULL, 0, 'Plan', 'plan', 'plan', 11, 1, '2026-11-22 13:13:22.360614+00', '2026-11-22 13:13:22.384082+00', NULL, NULL, 'xmdivif2b25o', 4, NULL, 7, NULL);
INSERT INTO public.pages VALUES (2, NULL, 0, 'Nur ich', 'nur ich', 'nur-ich', 15, 1, '2026-11-22 13:13:22.478636+00', '2026-11-22 13:13:22.478636+00', NULL, NULL, 'zqzn87qwpt2l', 5, NULL, 11, NULL);
INSERT INTO public.pages VALUES (2, NULL, 0, 'Vorlage', 'vorlage', 'vorlage', 12, 1, '2026-11-22 13:13:22.39986+00', '2026-11-22 13:13:22.39986+00', NULL, NULL, 'nmrfpqrwm3zt', 4, NULL, 8, 'space');
INSERT INTO public.pages VALUES (2, 7, 1050624, 'Zange', 'zange', 'zange', 13, 1, '2026-11-22 13:13:22.448889+00', '2026-11-22 13:13:22.448889+00', NULL, NULL, 'wlma0rtbnbqc', 4, NULL, 9, NULL);
INSERT INTO public.pages VALUES (2, 7, 1049600, 'Anker', 'anker', 'anker', 14, 1, '2026-11-22 13:13:22.463099+00', '2026-11-22 13:13:22.463099+00', NULL, NULL, '7u8twruwxdpc', 4, NULL, 10, NULL);
INSERT INTO public.property_values VALUES (1, 'tags', 'werkstatt', NULL, 1);
INSERT INTO public.property_values VALUES (1, 'tags', 'prüfung', NULL, 2);
INSERT INTO public.property_values VALUES (1, 'zuständig', 'maren', NULL, 3);
INSERT INTO public.redirects VALUES (1, 'alter-name', 3, 1);
INSERT INTO public.renderings VALUES (2, '3-nh3-183f419ff40b', '\x785e958e316ec3300c45f79c42d0aeaade69025d8aee3d0163b3911096364c6ac9d9baf562b1d2a628ba75e4ff9f0f0fca10ea3cc666bca5695167f54447a37622153a71c4a75f17e432e001567cad5c380085999c92543d8ff131e2cb2297feb541260c4de73f9321e23317f1a0cb54fae601f2ba039b8449c86c8cdd81aa5a72b2f30e368f7b2ff5deffc4a93abf47045b49bf2c7a75b380dc430cebf6f9f1c60a59eaff18bbe69d71647316f16f486e82872b161e67c4', '{"toc": [[1, "Absauganlage", "absauganlage"]], "macros": [], "formulas": [], "first_heading": "Absauganlage", "words": 8, "tasks": [[false, "pr\u00fcfen", 8], [true, "bestellt", 9]], "tags": ["werkstatt", "pr\u00fcfung"], "properties": {"tags": ["werkstatt", "pr\u00fcfung"], "zust\u00e4ndig": "Maren"}}', 1, 1);
INSERT INTO public.renderings VALUES (3, '3-nh3-183f419ff40b', '\x785eb329b00b29ca4fce4ecd53c8494c4f2dcad3b3d12fb0e30200620907ab', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 2, 2);
INSERT INTO public.renderings VALUES (5, '3-nh3-183f419ff40b', '\x785eb329b0f34b2d4d2d520849ad28b1d12fb0e302003a5f05d2', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 3, 3);
INSERT INTO public.renderings VALUES (6, '3-nh3-183f419ff40b', '\x785eb329b00b4b2d2a294a2ccdc94cced0b3d12fb0e302004c8406c5', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}', 4, 4);
INSERT INTO public.renderings VALUES (7, '3-nh3-183f419ff40b', '\x785eb329b00b4f4d574849cccd2cd1b3d12fb0e302003825058e', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 5, 5);
INSERT INTO public.renderings VALUES (8, '3-nh3-183f419ff40b', '\x785eb329b00bcd4b4b2d2ac94cd7b3d12fb0e30200357d0580', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}', 6, 6);
INSERT INTO public.renderings VALUES (11, '3-nh3-183f419ff40b', '\x785eb329b0b3c9cc4d5748492c49d4cdcc4d4c4fb55532505248cc29b15552b253a8ae4ecec8cc49294acdabadb5d12fb0e3b249c92c8328ce4d4c2eca0729b6b3d1070ada7101009f6817f8', '{"toc": [], "macros": [["transclusion", "", "![[Vorlage]]", 1]], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}', 7, 7);
INSERT INTO public.renderings VALUES (12, '3-nh3-183f419ff40b', '\x785eb329b0abae4e492c29cdadad55a8aeb6f72ecd4b49adadb5d12fb0e302009e370a5f', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 8, 8);
INSERT INTO public.renderings VALUES (13, '3-nh3-183f419ff40b', '\x785eb329b0f3cc55084a4d4fccd1b3d12fb0e302002f9b04fd', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 9, 9);
INSERT INTO public.renderings VALUES (14, '3-nh3-183f419ff40b', '\x785eb329b0f3cc55084a4d4fccd1b3d12fb0e302002f9b04fd', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 10, 10);
INSERT INTO public.renderings VALUES (15, '3-nh3-183f419ff40b', '\x785eb329b0f3cb4fce50c8cb4cce28d1b3d12fb0e302003fa505fa', '{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}', 11, 11);
INSERT INTO public.revisions VALUES (1, 'Absauganlage', '\x785e25cd310ac2401040d17e207718b0753d403a1bb1b1b25ca618cd381b5c26b23b4b20e7f11876b99811db079f1f420067ad3dc659cab33abbeff155d6cfa399122cadfafab661d41e2f5cc4206cc50e8fb7ca4dd932ab74d0c175942418e379cacbcf0a11361b363949ca8e36dd13d101206044fa0fc4beea652b8f', '1d5ca07af5f999e63556c55bece133652f76a82662fcdf9f5179942964c6296f', 126, 1, 'Maren', '2026-11-22 13:13:22.161641+00', '', false, 'edit', NULL, NULL, 1, 1, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (2, 'Absauganlage', '\x785e258d310ec2300c00774bfd832556c203bab1201626c6c883db9aa4227251e208d4f7f4196cfd18ad584fba3be71c1887d2a27f4b7e1663b323bef2fa7d540d04732db62e3a8ca1c51b6751709b71c07357b806d6c4411a68e03e4a14f4fe3aa579679908ab0e1bb9484c863af591e804e0d023fd077b0cfd87b093629292c10fca59309f', '1e33dbee677c19aeb234e8e88d662f8f7bae8623cb872aa868a445d4d70c46b2', 142, 1, 'Maren', '2026-11-22 13:13:22.190799+00', 'Bestellung', false, 'edit', NULL, NULL, 1, 2, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Holzlager', '\x785e0b29ca4fce4ecd53c8494c4f2dcad3e3020033c005a8', 'e88c2f209f305b7208e91c73e7bff85b5d36144e6deb0e616924e78b8c750edf', 16, 1, 'Maren', '2026-11-22 13:13:22.209026+00', '', false, 'edit', NULL, NULL, 2, 3, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Alter Name', '\x785e0b49ad2851c8cd2c51605028cd4b5170cd4b4955c8cfc84b55884acdcc49050099390a16', '4d057818800415c1005572c0a719f6cca4e9fa050889af2dfac7dac34c13b4bd', 30, 1, 'Maren', '2026-11-22 13:13:22.223106+00', '', false, 'edit', NULL, NULL, 3, 4, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (2, 'Neuer Name', '\x785ef34b2d4d2d520849ad280100143d03c5', '44b67a94a79a0cbc0197e74da73cf528eee063b00c476234aece5c19f3a7f49b', 10, 1, 'Maren', '2026-11-22 13:13:22.242881+00', '', false, 'edit', NULL, NULL, 3, 5, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Gehälter', '\x785e0b4b2d2a294a2ccdc94cced0e30200249104c2', '67da98d700a82c313e8a501210fa5f216d27b1fd3f36b4e9d6b6b9deb2da9178', 13, 1, 'Maren', '2026-11-22 13:13:22.267188+00', '', false, 'edit', NULL, NULL, 4, 6, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Überholt', '\x785e0b4f4d574849cccd2cd1e3020016e2038b', 'e042d6f8dde0f27b5dd5660276ac372376ae92744fc09fae3134cc30b4c70e19', 11, 1, 'Maren', '2026-11-22 13:13:22.281597+00', '', false, 'edit', NULL, NULL, 5, 7, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Noch nicht', '\x785e0bcd4b4b2d2ac94cd7e30200155c037d', '9463e0a2379fb9ecd6fe1fc398b5a79761496494fd3b21abdc678304a06af857', 10, 1, 'Maren', '2026-11-22 13:13:22.293943+00', '', false, 'edit', NULL, NULL, 6, 8, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (3, 'Plan', '\x785e538c8ed570cacc49d12ba928d154a8ae4ece00728a52f36a6bb9b814a3a3c3f28b7212d3536363b90025690e0c', '2953ecc0560e4999d1b78572a048774bf8bc9e96ee89810597f5f9fa04459be0', 41, 1, 'Maren', '2026-11-22 13:13:22.384877+00', 'Ohne Passwort', false, 'edit', NULL, NULL, 7, 11, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Vorlage', '\x785eabae4e492c29cdadad55a8aeb6f72ecd4b49adade50200608c085c', '527749eb99f69a323a8a274b02a2bbe7d661800833b8206e7de7cb47be7b5d0f', 21, 1, 'Maren', '2026-11-22 13:13:22.401147+00', '', false, 'edit', NULL, NULL, 8, 12, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Zange', '\x785ef3cc55084a4d4fccd1e30200118602fa', '1a8a5bf7f0b892b154ff276b88baf1edfdb37bf754248439ec74b0ec365cab50', 10, 1, 'Maren', '2026-11-22 13:13:22.450195+00', '', false, 'edit', NULL, NULL, 9, 13, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Anker', '\x785ef3cc55084a4d4fccd1e30200118602fa', '1a8a5bf7f0b892b154ff276b88baf1edfdb37bf754248439ec74b0ec365cab50', 10, 1, 'Maren', '2026-11-22 13:13:22.465545+00', '', false, 'edit', NULL, NULL, 10, 14, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Nur ich', '\x785ef3cb4fce50c8cb4cce28d1e302001bc803f7', '3e1bc8406cb5a7c5a27b46568af33fb4e4eb6820aa9c24154bef7ccf6d0ad19d', 12, 1, 'Maren', '2026-11-22 13:13:22.479707+00', '', false, 'edit', NULL, NULL, 11, 15, NULL, NULL, NULL, NULL);
INSERT INTO public.revisions VALUES (1, 'Plan', '\x785ed3d5d5e52a4f2d2ab15230d431e54a3bbc24272733dd4ac1c8c0c84cd7d048d7c0904b17a84257215a2156a1eaf0928c9cd43c2e0076110e73', '9d31c75b5a3aa84e7bb0855e28678c327e54b1f02c265808be020ad942f5a837', 52, 1, 'Maren', '2026-11-22 13:13:22.36223+00', '', false, 'edit', NULL, NULL, 7, 9, NULL, NULL, NULL, 'Erste Fassung');
INSERT INTO public.revisions VALUES (2, 'Plan', '\x785e030000000001', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, 1, 'Maren', '2026-11-22 13:13:22.373384+00', '', false, 'edit', NULL, NULL, 7, 10, '2026-11-22 13:13:22.516389+00', 'Maren', 'Zugangsdaten', NULL);
INSERT INTO public.search_misses VALUES ('reisekosten abrechnen', 'Reisekosten abrechnen', '96ad050d503b79e04a60d6b68dbe3831', 20779, 1);
INSERT INTO public.settings VALUES ('is_set_up', 'true', 1);
INSERT INTO public.share_links VALUES ('b983600edb716a348babddb4c5a3cc924f1a6a4ac4efe224116be59ee21b9332', 'Prüfer', 1, 1, true, '$argon2id$v=19$m=19456,t=2,p=1$3OdDLhY5RSotOD2TKEbbJw$2LtxH39rljD8eC0BBc806CMEvgCO5ZoBT62Rb1iVG/Q', 1, '2026-11-22 13:13:22.568504+00', '2026-12-22 13:13:22.568504+00', NULL, 'gjiulmfexuzf', 1);
INSERT INTO public.spaces VALUES ('betrieb', 'Betrieb', NULL, 1, '2026-11-22 13:13:22.13595+00', 'ntwn3x3uz38j', 1, NULL, 1, NULL, NULL);
INSERT INTO public.spaces VALUES ('depot', 'Lager', NULL, 1, '2026-11-22 13:13:22.350391+00', 'kbvvz6x7rps8', 4, NULL, 2, '📦', NULL);
INSERT INTO public.spaces VALUES ('archiv', 'Archiv', NULL, 1, '2026-11-22 13:13:22.491149+00', 'xpw4fgc0o7o3', 6, NULL, 3, NULL, '2026-11-22 13:13:22.535434+00');
INSERT INTO public.users VALUES ('maren', NULL, 'Maren', true, true, 'en', NULL, 'auto', '2026-11-22 13:13:22.111365+00', 'g153dx223s3c', 1, 'maren maren', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('jonas', NULL, 'Jonas', false, true, 'en', NULL, 'auto', '2026-11-22 13:13:22.117735+00', '4kcc5my5c9e7', 2, 'jonas jonas', NULL, NULL, 'markdown');
SELECT pg_catalog.setval('public.access_requests_id_seq', 1, true);
SELECT pg_catalog.setval('public.access_scopes_id_seq', 6, true);
SELECT pg_catalog.setval('public.api_tokens_id_seq', 1, false);
SELECT pg_catalog.setval('public.attachments_id_seq', 2, true);
SELECT pg_catalog.setval('public.audit_chain_id_seq', 1, true);
SELECT pg_catalog.setval('public.audit_entries_id_seq', 24, true);
SELECT pg_catalog.setval('public.auditors_id_seq', 1, false);
SELECT pg_catalog.setval('public.counters_id_seq', 2, true);
SELECT pg_catalog.setval('public.credentials_id_seq', 1, false);
SELECT pg_catalog.setval('public.drafts_id_seq', 1, true);
SELECT pg_catalog.setval('public.favourites_id_seq', 2, true);
SELECT pg_catalog.setval('public.feed_addresses_id_seq', 1, true);
SELECT pg_catalog.setval('public.file_texts_id_seq', 1, false);
SELECT pg_catalog.setval('public.file_uses_id_seq', 1, false);
SELECT pg_catalog.setval('public.file_versions_id_seq', 3, true);
SELECT pg_catalog.setval('public.former_file_names_id_seq', 1, false);
SELECT pg_catalog.setval('public.grants_id_seq', 8, true);
SELECT pg_catalog.setval('public.group_managers_id_seq', 1, true);
SELECT pg_catalog.setval('public.groups_id_seq', 1, true);
SELECT pg_catalog.setval('public.imported_histories_id_seq', 1, false);
SELECT pg_catalog.setval('public.imported_pages_id_seq', 1, false);
SELECT pg_catalog.setval('public.links_id_seq', 4, true);
SELECT pg_catalog.setval('public.login_sessions_id_seq', 1, false);
SELECT pg_catalog.setval('public.mail_refusals_id_seq', 1, false);
SELECT pg_catalog.setval('public.memberships_id_seq', 1, true);
SELECT pg_catalog.setval('public.notifications_id_seq', 1, true);
SELECT pg_catalog.setval('public.old_space_keys_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 41, true);
SELECT pg_catalog.setval('public.outside_checks_id_seq', 1, false);
SELECT pg_catalog.setval('public.outside_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.page_properties_id_seq', 4, true);
SELECT pg_catalog.setval('public.page_tags_id_seq', 2, true);
SELECT pg_catalog.setval('public.page_texts_id_seq', 11, true);
SELECT pg_catalog.setval('public.pages_id_seq', 11, true);
SELECT pg_catalog.setval('public.property_values_id_seq', 5, true);
SELECT pg_catalog.setval('public.redirects_id_seq', 1, true);
SELECT pg_catalog.setval('public.renderings_id_seq', 11, true);
SELECT pg_catalog.setval('public.revisions_id_seq', 15, true);
SELECT pg_catalog.setval('public.search_documents_id_seq', 1, false);
SELECT pg_catalog.setval('public.search_indexes_id_seq', 1, false);
SELECT pg_catalog.setval('public.search_misses_id_seq', 1, true);
SELECT pg_catalog.setval('public.settings_id_seq', 1, true);
SELECT pg_catalog.setval('public.share_links_id_seq', 1, true);
SELECT pg_catalog.setval('public.sign_in_failures_id_seq', 1, false);
SELECT pg_catalog.setval('public.spaces_id_seq', 3, true);
SELECT pg_catalog.setval('public.users_id_seq', 2, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.access_requests
    ADD CONSTRAINT pk_access_requests PRIMARY KEY (id);
ALTER TABLE ONLY public.access_scopes
    ADD CONSTRAINT pk_access_scopes PRIMARY KEY (id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT pk_api_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT pk_attachments PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT pk_audit_chain PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT pk_audit_entries PRIMARY KEY (id);
ALTER TABLE ONLY public.auditors
    ADD CONSTRAINT pk_auditors PRIMARY KEY (id);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT pk_counters PRIMARY KEY (id);
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT pk_credentials PRIMARY KEY (id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT pk_drafts PRIMARY KEY (id);
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT pk_favourites PRIMARY KEY (id);
ALTER TABLE ONLY public.feed_addresses
    ADD CONSTRAINT pk_feed_addresses PRIMARY KEY (id);
ALTER TABLE ONLY public.file_texts
    ADD CONSTRAINT pk_file_texts PRIMARY KEY (id);
ALTER TABLE ONLY public.file_uses
    ADD CONSTRAINT pk_file_uses PRIMARY KEY (id);
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT pk_file_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.former_file_names
    ADD CONSTRAINT pk_former_file_names PRIMARY KEY (id);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT pk_grants PRIMARY KEY (id);
ALTER TABLE ONLY public.group_managers
    ADD CONSTRAINT pk_group_managers PRIMARY KEY (id);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT pk_groups PRIMARY KEY (id);
ALTER TABLE ONLY public.imported_histories
    ADD CONSTRAINT pk_imported_histories PRIMARY KEY (id);
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT pk_imported_pages PRIMARY KEY (id);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT pk_links PRIMARY KEY (id);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT pk_login_sessions PRIMARY KEY (id);
ALTER TABLE ONLY public.mail_refusals
    ADD CONSTRAINT pk_mail_refusals PRIMARY KEY (id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT pk_memberships PRIMARY KEY (id);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT pk_notifications PRIMARY KEY (id);
ALTER TABLE ONLY public.old_space_keys
    ADD CONSTRAINT pk_old_space_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.outside_checks
    ADD CONSTRAINT pk_outside_checks PRIMARY KEY (id);
ALTER TABLE ONLY public.outside_links
    ADD CONSTRAINT pk_outside_links PRIMARY KEY (id);
ALTER TABLE ONLY public.page_properties
    ADD CONSTRAINT pk_page_properties PRIMARY KEY (id);
ALTER TABLE ONLY public.page_tags
    ADD CONSTRAINT pk_page_tags PRIMARY KEY (id);
ALTER TABLE ONLY public.page_texts
    ADD CONSTRAINT pk_page_texts PRIMARY KEY (id);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT pk_pages PRIMARY KEY (id);
ALTER TABLE ONLY public.property_values
    ADD CONSTRAINT pk_property_values PRIMARY KEY (id);
ALTER TABLE ONLY public.redirects
    ADD CONSTRAINT pk_redirects PRIMARY KEY (id);
ALTER TABLE ONLY public.renderings
    ADD CONSTRAINT pk_renderings PRIMARY KEY (id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT pk_revisions PRIMARY KEY (id);
ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT pk_search_documents PRIMARY KEY (id);
ALTER TABLE ONLY public.search_indexes
    ADD CONSTRAINT pk_search_indexes PRIMARY KEY (id);
ALTER TABLE ONLY public.search_misses
    ADD CONSTRAINT pk_search_misses PRIMARY KEY (id);
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
ALTER TABLE ONLY public.access_requests
    ADD CONSTRAINT uq_access_requests_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT uq_api_tokens_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT uq_attachments_page_id_name UNIQUE (page_id, name);
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT uq_attachments_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.auditors
    ADD CONSTRAINT uq_auditors_user_id UNIQUE (user_id);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT uq_counters_name UNIQUE (name);
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT uq_credentials_user_id UNIQUE (user_id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT uq_drafts_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT uq_favourites_user_id_page_id UNIQUE (user_id, page_id);
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT uq_favourites_user_id_space_id UNIQUE (user_id, space_id);
ALTER TABLE ONLY public.feed_addresses
    ADD CONSTRAINT uq_feed_addresses_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.feed_addresses
    ADD CONSTRAINT uq_feed_addresses_user_id UNIQUE (user_id);
ALTER TABLE ONLY public.file_texts
    ADD CONSTRAINT uq_file_texts_version_id UNIQUE (version_id);
ALTER TABLE ONLY public.file_uses
    ADD CONSTRAINT uq_file_uses_page_id_file_id UNIQUE (page_id, file_id);
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT uq_file_versions_attachment_id_number UNIQUE (attachment_id, number);
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT uq_grants_scope_id_principal UNIQUE (scope_id, principal);
ALTER TABLE ONLY public.group_managers
    ADD CONSTRAINT uq_group_managers_group_id_user_id UNIQUE (group_id, user_id);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT uq_groups_name UNIQUE (name);
ALTER TABLE ONLY public.groups
    ADD CONSTRAINT uq_groups_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.imported_histories
    ADD CONSTRAINT uq_imported_histories_space_id_parent_key_line_key UNIQUE (space_id, parent_key, line_key);
ALTER TABLE ONLY public.imported_pages
    ADD CONSTRAINT uq_imported_pages_space_id_parent_key_path_key UNIQUE (space_id, parent_key, path_key);
ALTER TABLE ONLY public.links
    ADD CONSTRAINT uq_links_page_id_key UNIQUE (page_id, key);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT uq_login_sessions_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.login_sessions
    ADD CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.mail_refusals
    ADD CONSTRAINT uq_mail_refusals_user_id_topic UNIQUE (user_id, topic);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT uq_memberships_group_id_user_id UNIQUE (group_id, user_id);
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT uq_notifications_public_id UNIQUE (public_id);
ALTER TABLE ONLY public.old_space_keys
    ADD CONSTRAINT uq_old_space_keys_key UNIQUE (key);
ALTER TABLE ONLY public.outside_checks
    ADD CONSTRAINT uq_outside_checks_address UNIQUE (address);
ALTER TABLE ONLY public.outside_links
    ADD CONSTRAINT uq_outside_links_page_id_address UNIQUE (page_id, address);
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
ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT uq_search_documents_generation_document UNIQUE (generation, document);
ALTER TABLE ONLY public.search_misses
    ADD CONSTRAINT uq_search_misses_question_asker UNIQUE (question, asker);
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
CREATE INDEX ix_access_requests_page_id ON public.access_requests USING btree (page_id);
CREATE INDEX ix_access_requests_user_id_created_at ON public.access_requests USING btree (user_id, created_at);
CREATE INDEX ix_api_tokens_user_id ON public.api_tokens USING btree (user_id);
CREATE INDEX ix_audit_entries_action ON public.audit_entries USING btree (action);
CREATE INDEX ix_audit_entries_actor_id ON public.audit_entries USING btree (actor_id);
CREATE INDEX ix_audit_entries_at ON public.audit_entries USING btree (at);
CREATE INDEX ix_audit_entries_target ON public.audit_entries USING btree (target);
CREATE INDEX ix_drafts_page_id ON public.drafts USING btree (page_id);
CREATE INDEX ix_drafts_user_id ON public.drafts USING btree (user_id);
CREATE INDEX ix_favourites_page_id ON public.favourites USING btree (page_id);
CREATE INDEX ix_favourites_space_id ON public.favourites USING btree (space_id);
CREATE INDEX ix_file_uses_file_id ON public.file_uses USING btree (file_id);
CREATE INDEX ix_file_versions_created_at ON public.file_versions USING btree (created_at);
CREATE INDEX ix_file_versions_sha256 ON public.file_versions USING btree (sha256);
CREATE INDEX ix_former_file_names_attachment_id ON public.former_file_names USING btree (attachment_id);
CREATE INDEX ix_former_file_names_page_id ON public.former_file_names USING btree (page_id);
CREATE INDEX ix_grants_principal ON public.grants USING btree (principal);
CREATE INDEX ix_group_managers_user_id ON public.group_managers USING btree (user_id);
CREATE INDEX ix_imported_histories_page_id ON public.imported_histories USING btree (page_id);
CREATE INDEX ix_imported_pages_page_id ON public.imported_pages USING btree (page_id);
CREATE INDEX ix_links_target ON public.links USING btree (target_space_id, target_slug);
CREATE INDEX ix_links_target_id ON public.links USING btree (target_id);
CREATE INDEX ix_links_target_space_key ON public.links USING btree (target_space_key) WHERE ((target_space_id IS NULL) AND (target_space_key IS NOT NULL));
CREATE INDEX ix_login_sessions_expires_at ON public.login_sessions USING btree (expires_at);
CREATE INDEX ix_login_sessions_user_id ON public.login_sessions USING btree (user_id);
CREATE INDEX ix_memberships_user_id ON public.memberships USING btree (user_id);
CREATE INDEX ix_notifications_actor_id ON public.notifications USING btree (actor_id);
CREATE INDEX ix_notifications_created_at ON public.notifications USING btree (created_at);
CREATE INDEX ix_notifications_page_id ON public.notifications USING btree (page_id);
CREATE INDEX ix_notifications_space_id ON public.notifications USING btree (space_id);
CREATE INDEX ix_notifications_unread ON public.notifications USING btree (user_id, id) WHERE (read_at IS NULL);
CREATE INDEX ix_notifications_user_id_id ON public.notifications USING btree (user_id, id);
CREATE INDEX ix_old_space_keys_space_id ON public.old_space_keys USING btree (space_id);
CREATE INDEX ix_outbox_run_at ON public.outbox USING btree (run_at);
CREATE INDEX ix_outside_checks_next_at ON public.outside_checks USING btree (next_at);
CREATE INDEX ix_outside_links_address ON public.outside_links USING btree (address);
CREATE INDEX ix_page_properties_name ON public.page_properties USING btree (name);
CREATE INDEX ix_page_tags_name ON public.page_tags USING btree (name);
CREATE INDEX ix_pages_changed_at ON public.pages USING btree (changed_at);
CREATE INDEX ix_pages_deleted_at ON public.pages USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX ix_pages_head_id ON public.pages USING btree (head_id);
CREATE INDEX ix_pages_parent_id_position ON public.pages USING btree (parent_id, "position", id);
CREATE INDEX ix_pages_space_id_changed_at ON public.pages USING btree (space_id, changed_at);
CREATE INDEX ix_pages_space_id_parent_id_position ON public.pages USING btree (space_id, parent_id, "position");
CREATE INDEX ix_pages_space_id_title_key ON public.pages USING btree (space_id, title_key);
CREATE INDEX ix_pages_template_for ON public.pages USING btree (space_id, template_for) WHERE (template_for IS NOT NULL);
CREATE INDEX ix_pages_trash_root_id ON public.pages USING btree (trash_root_id);
CREATE INDEX ix_property_values_name_key ON public.property_values USING btree (name, key);
CREATE INDEX ix_property_values_page_id ON public.property_values USING btree (page_id);
CREATE INDEX ix_redirects_page_id ON public.redirects USING btree (page_id);
CREATE INDEX ix_renderings_page_id ON public.renderings USING btree (page_id);
CREATE INDEX ix_revisions_author_id ON public.revisions USING btree (author_id);
CREATE INDEX ix_revisions_created_at ON public.revisions USING btree (created_at);
CREATE INDEX ix_revisions_named ON public.revisions USING btree (page_id, number) WHERE (name IS NOT NULL);
CREATE INDEX ix_search_documents_page_id ON public.search_documents USING btree (page_id);
CREATE INDEX ix_search_documents_title ON public.search_documents USING gin (title);
CREATE INDEX ix_search_documents_tokens ON public.search_documents USING gin (tokens);
CREATE INDEX ix_search_misses_day ON public.search_misses USING btree (day);
CREATE INDEX ix_share_links_page_id ON public.share_links USING btree (page_id);
CREATE INDEX ix_share_links_scope_id ON public.share_links USING btree (scope_id);
CREATE INDEX ix_sign_in_failures_subject ON public.sign_in_failures USING btree (subject);
CREATE INDEX ix_users_search_key ON public.users USING btree (search_key);
CREATE UNIQUE INDEX uq_drafts_user_id_page_id ON public.drafts USING btree (user_id, page_id) WHERE (((kind)::text = 'draft'::text) AND (page_id IS NOT NULL));
CREATE UNIQUE INDEX uq_pages_space_id_slug ON public.pages USING btree (space_id, slug) WHERE (deleted_at IS NULL);
CREATE TRIGGER audit_entries_are_kept BEFORE TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION public.audit_entries_stay();
CREATE TRIGGER audit_entries_stay BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION public.audit_entries_stay();
ALTER TABLE ONLY public.access_requests
    ADD CONSTRAINT fk_access_requests_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.access_requests
    ADD CONSTRAINT fk_access_requests_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.access_requests
    ADD CONSTRAINT fk_access_requests_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT fk_api_tokens_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT fk_attachments_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.auditors
    ADD CONSTRAINT fk_auditors_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT fk_credentials_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT fk_favourites_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT fk_favourites_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.favourites
    ADD CONSTRAINT fk_favourites_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feed_addresses
    ADD CONSTRAINT fk_feed_addresses_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_texts
    ADD CONSTRAINT fk_file_texts_version_id FOREIGN KEY (version_id) REFERENCES public.file_versions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_uses
    ADD CONSTRAINT fk_file_uses_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT fk_file_versions_attachment_id FOREIGN KEY (attachment_id) REFERENCES public.attachments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.file_versions
    ADD CONSTRAINT fk_file_versions_author_id FOREIGN KEY (author_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.former_file_names
    ADD CONSTRAINT fk_former_file_names_attachment_id FOREIGN KEY (attachment_id) REFERENCES public.attachments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.former_file_names
    ADD CONSTRAINT fk_former_file_names_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.grants
    ADD CONSTRAINT fk_grants_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.group_managers
    ADD CONSTRAINT fk_group_managers_group_id FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.group_managers
    ADD CONSTRAINT fk_group_managers_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imported_histories
    ADD CONSTRAINT fk_imported_histories_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.imported_histories
    ADD CONSTRAINT fk_imported_histories_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.mail_refusals
    ADD CONSTRAINT fk_mail_refusals_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_memberships_group_id FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_memberships_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT fk_notifications_actor_id FOREIGN KEY (actor_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT fk_notifications_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT fk_notifications_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT fk_notifications_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.old_space_keys
    ADD CONSTRAINT fk_old_space_keys_space_id FOREIGN KEY (space_id) REFERENCES public.spaces(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.outside_links
    ADD CONSTRAINT fk_outside_links_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.property_values
    ADD CONSTRAINT fk_property_values_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
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
ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT fk_search_documents_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT fk_share_links_created_by_id FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT fk_share_links_page_id FOREIGN KEY (page_id) REFERENCES public.pages(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.share_links
    ADD CONSTRAINT fk_share_links_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_created_by_id FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_home_page_id FOREIGN KEY (home_page_id) REFERENCES public.pages(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.spaces
    ADD CONSTRAINT fk_spaces_scope_id FOREIGN KEY (scope_id) REFERENCES public.access_scopes(id);
