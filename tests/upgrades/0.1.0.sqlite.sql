BEGIN TRANSACTION;
CREATE TABLE access_scopes (
	kind VARCHAR(20) NOT NULL, 
	has_history BOOLEAN NOT NULL, 
	structure_version INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_access_scopes PRIMARY KEY (id)
);
INSERT INTO "access_scopes" VALUES('space',1,10,1);
INSERT INTO "access_scopes" VALUES('subtree',1,1,2);
INSERT INTO "access_scopes" VALUES('unpublished',1,1,3);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE api_tokens (
	token_hash VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	ceiling INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	expires_at DATETIME, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_api_tokens_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_tokens_public_id UNIQUE (public_id), 
	CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash)
);
CREATE TABLE attachments (
	page_id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	number INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_attachments PRIMARY KEY (id), 
	CONSTRAINT fk_attachments_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_attachments_page_id_name UNIQUE (page_id, name), 
	CONSTRAINT uq_attachments_public_id UNIQUE (public_id)
);
INSERT INTO "attachments" VALUES(1,'Prüfplan.txt',1,'2026-11-22 00:33:27.412129','62f7qusr40ju',1);
CREATE TABLE audit_entries (
	at DATETIME NOT NULL, 
	actor_id INTEGER, 
	actor_name VARCHAR(200) NOT NULL, 
	action VARCHAR(60) NOT NULL, 
	target VARCHAR(120) NOT NULL, 
	facts JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.085556',NULL,'Werkbuch','user.add','user:1','{"is_admin": true}',1);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.095274',NULL,'Werkbuch','user.add','user:2','{"is_admin": false}',2);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.112027',NULL,'Werkbuch','group.add','group:1','{}',3);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.122195',NULL,'Werkbuch','group.members','group:1','{"added": [2], "removed": []}',4);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.146835',1,'Maren','access.scope.create','scope:1','{"signed-in": "READ", "group:1": "EDIT", "user:1": "MANAGE"}',5);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.160759',1,'Maren','space.create','space:6raqqnf0xiei','{}',6);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.413622',1,'Maren','attachment.add','attachment:62f7qusr40ju','{"number": 1, "size": 5}',7);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.465755',1,'Maren','access.scope.create','scope:2','{"user:1": "MANAGE"}',8);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.488346',1,'Maren','access.scope.create','scope:3','{"user:1": "MANAGE"}',9);
INSERT INTO "audit_entries" VALUES('2026-11-22 00:33:27.506848',1,'Maren','page.delete','page:5ys7arxnh23q','{"pages": 1}',10);
CREATE TABLE counters (
	name VARCHAR(40) NOT NULL, 
	value INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (id), 
	CONSTRAINT uq_counters_name UNIQUE (name)
);
INSERT INTO "counters" VALUES('settings',1,1);
INSERT INTO "counters" VALUES('access',6,2);
CREATE TABLE credentials (
	user_id INTEGER NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	changed_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_credentials PRIMARY KEY (id), 
	CONSTRAINT fk_credentials_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_credentials_user_id UNIQUE (user_id)
);
CREATE TABLE drafts (
	kind VARCHAR(10) NOT NULL, 
	user_id INTEGER NOT NULL, 
	page_id INTEGER, 
	space_id INTEGER, 
	parent_id INTEGER, 
	base_number INTEGER NOT NULL, 
	title VARCHAR(250) NOT NULL, 
	body BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT fk_drafts_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_drafts_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT fk_drafts_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_drafts_public_id UNIQUE (public_id)
);
INSERT INTO "drafts" VALUES('draft',1,1,1,NULL,2,'Absauganlage',X'785E73CD2B292F2D4A03000B4702EC','2026-11-22 00:33:27.511302','2026-11-22 00:33:27.511396','3b8n9tnn3z9n',1);
CREATE TABLE file_versions (
	attachment_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	media_type VARCHAR(100) NOT NULL, 
	author_id INTEGER, 
	author_name VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_file_versions PRIMARY KEY (id), 
	CONSTRAINT fk_file_versions_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachments (id) ON DELETE CASCADE, 
	CONSTRAINT fk_file_versions_author_id FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_file_versions_attachment_id_number UNIQUE (attachment_id, number)
);
INSERT INTO "file_versions" VALUES(1,1,'fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c',5,'text/plain',1,'Maren','2026-11-22 00:33:27.413514',1);
CREATE TABLE grants (
	scope_id INTEGER NOT NULL, 
	principal VARCHAR(40) NOT NULL, 
	"right" INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_grants PRIMARY KEY (id), 
	CONSTRAINT fk_grants_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id) ON DELETE CASCADE, 
	CONSTRAINT uq_grants_scope_id_principal UNIQUE (scope_id, principal)
);
INSERT INTO "grants" VALUES(1,'signed-in',10,1);
INSERT INTO "grants" VALUES(1,'group:1',30,2);
INSERT INTO "grants" VALUES(1,'user:1',40,3);
INSERT INTO "grants" VALUES(2,'user:1',40,4);
INSERT INTO "grants" VALUES(3,'user:1',40,5);
CREATE TABLE groups (
	name VARCHAR(120) NOT NULL, 
	created_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_groups PRIMARY KEY (id), 
	CONSTRAINT uq_groups_name UNIQUE (name), 
	CONSTRAINT uq_groups_public_id UNIQUE (public_id)
);
INSERT INTO "groups" VALUES('Werkstatt','2026-11-22 00:33:27.106214','bttvfx2ax6el',1);
CREATE TABLE imported_pages (
	space_id INTEGER NOT NULL, 
	parent_key VARCHAR(20) NOT NULL, 
	path_key VARCHAR(64) NOT NULL, 
	path VARCHAR(1000) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_imported_pages PRIMARY KEY (id), 
	CONSTRAINT fk_imported_pages_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_imported_pages_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT uq_imported_pages_space_id_parent_key_path_key UNIQUE (space_id, parent_key, path_key)
);
CREATE TABLE links (
	"key" INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	target VARCHAR(500) NOT NULL, 
	fragment VARCHAR(250), 
	target_space_id INTEGER, 
	target_slug VARCHAR(120) NOT NULL, 
	target_id INTEGER, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	CONSTRAINT fk_links_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_links_target_id FOREIGN KEY(target_id) REFERENCES pages (id) ON DELETE SET NULL, 
	CONSTRAINT fk_links_target_space_id FOREIGN KEY(target_space_id) REFERENCES spaces (id), 
	CONSTRAINT uq_links_page_id_key UNIQUE (page_id, "key")
);
INSERT INTO "links" VALUES(0,'wiki','Holzlager',NULL,1,'holzlager',2,1,1);
INSERT INTO "links" VALUES(1,'wiki','Fehlt noch',NULL,1,'fehlt-noch',NULL,1,2);
CREATE TABLE login_sessions (
	token_hash VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	is_remembered BOOLEAN NOT NULL, 
	user_agent VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_login_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_login_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_login_sessions_public_id UNIQUE (public_id), 
	CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash)
);
CREATE TABLE memberships (
	group_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_memberships PRIMARY KEY (id), 
	CONSTRAINT fk_memberships_group_id FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE, 
	CONSTRAINT fk_memberships_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_memberships_group_id_user_id UNIQUE (group_id, user_id)
);
INSERT INTO "memberships" VALUES(1,2,1);
CREATE TABLE outbox (
	name VARCHAR(60) NOT NULL, 
	payload JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	run_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	last_error VARCHAR(500), 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id)
);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 1}','2026-11-22 00:33:27.146963','2026-11-22 00:33:27.146963',0,NULL,1);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 1, "revision_id": 1}','2026-11-22 00:33:27.238578','2026-11-22 00:33:27.238578',0,NULL,2);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 1, "revision_id": 2}','2026-11-22 00:33:27.297980','2026-11-22 00:33:27.297980',0,NULL,3);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 2, "revision_id": 3}','2026-11-22 00:33:27.333453','2026-11-22 00:33:27.333453',0,NULL,4);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 3, "revision_id": 4}','2026-11-22 00:33:27.362542','2026-11-22 00:33:27.362542',0,NULL,5);
INSERT INTO "outbox" VALUES('PageRenamed','{"page_id": 3}','2026-11-22 00:33:27.392798','2026-11-22 00:33:27.392798',0,NULL,6);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 3, "revision_id": 5}','2026-11-22 00:33:27.397820','2026-11-22 00:33:27.397820',0,NULL,7);
INSERT INTO "outbox" VALUES('AttachmentAdded','{"attachment_id": 1, "page_id": 1, "number": 1}','2026-11-22 00:33:27.413701','2026-11-22 00:33:27.413701',0,NULL,8);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 4, "revision_id": 6}','2026-11-22 00:33:27.427720','2026-11-22 00:33:27.427720',0,NULL,9);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 5, "revision_id": 7}','2026-11-22 00:33:27.439233','2026-11-22 00:33:27.439233',0,NULL,10);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 6, "revision_id": 8}','2026-11-22 00:33:27.451477','2026-11-22 00:33:27.451477',0,NULL,11);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 2}','2026-11-22 00:33:27.465860','2026-11-22 00:33:27.465860',0,NULL,12);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 2}','2026-11-22 00:33:27.478410','2026-11-22 00:33:27.478410',0,NULL,13);
INSERT INTO "outbox" VALUES('PageMoved','{"page_id": 4}','2026-11-22 00:33:27.480313','2026-11-22 00:33:27.480313',0,NULL,14);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 3}','2026-11-22 00:33:27.488433','2026-11-22 00:33:27.488433',0,NULL,15);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 3}','2026-11-22 00:33:27.495497','2026-11-22 00:33:27.495497',0,NULL,16);
INSERT INTO "outbox" VALUES('PageMoved','{"page_id": 6}','2026-11-22 00:33:27.496421','2026-11-22 00:33:27.496421',0,NULL,17);
INSERT INTO "outbox" VALUES('PageDeleted','{"page_id": 5}','2026-11-22 00:33:27.504753','2026-11-22 00:33:27.504753',0,NULL,18);
CREATE TABLE page_properties (
	name VARCHAR(100) NOT NULL, 
	value JSON NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_page_properties PRIMARY KEY (id), 
	CONSTRAINT fk_page_properties_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_page_properties_page_id_name UNIQUE (page_id, name)
);
INSERT INTO "page_properties" VALUES('tags','["werkstatt", "pr\u00fcfung"]',1,1);
INSERT INTO "page_properties" VALUES('zuständig','"Maren"',1,2);
CREATE TABLE page_tags (
	name VARCHAR(100) NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_page_tags PRIMARY KEY (id), 
	CONSTRAINT fk_page_tags_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_page_tags_page_id_name UNIQUE (page_id, name)
);
INSERT INTO "page_tags" VALUES('prüfung',1,1);
INSERT INTO "page_tags" VALUES('werkstatt',1,2);
CREATE TABLE page_texts (
	title VARCHAR(250) NOT NULL, 
	folded TEXT NOT NULL, 
	text BLOB NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_page_texts PRIMARY KEY (id), 
	CONSTRAINT fk_page_texts_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_page_texts_page_id UNIQUE (page_id)
);
INSERT INTO "page_texts" VALUES('absauganlage','absauganlage
siehe holzlager und fehlt noch.
prüfen
bestellt',X'785E734C2A4E2C4D4FCCCB494C4FE50ACE4CCD4855F0C8CFA902718B144AF35214DC5233724A14F2F29333F4B80A8A0EEF494BCDE34A4A2D2E49CDC9290100B9C216F9',1,1);
INSERT INTO "page_texts" VALUES('holzlager','trocken lagern.',X'785E0B29CA4FCE4ECD53C8494C4F2DCAD303002E18059E',2,2);
INSERT INTO "page_texts" VALUES('neuer name','neuer text',X'785EF34B2D4D2D520849AD280100143D03C5',3,3);
INSERT INTO "page_texts" VALUES('gehälter','vertraulich.',X'785E0B4B2D2A294A2CCDC94CCED003001FCF04B8',4,4);
INSERT INTO "page_texts" VALUES('überholt','weg damit.',X'785E0B4F4D574849CCCD2CD1030013570381',5,5);
INSERT INTO "page_texts" VALUES('noch nicht','unfertig.',X'785E0BCD4B4B2D2AC94CD7030011DF0373',6,6);
CREATE TABLE pages (
	space_id INTEGER NOT NULL, 
	parent_id INTEGER, 
	position INTEGER NOT NULL, 
	title VARCHAR(250) NOT NULL, 
	title_key VARCHAR(250) NOT NULL, 
	slug VARCHAR(120) NOT NULL, 
	head_id INTEGER, 
	created_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	deleted_by_id INTEGER, 
	trash_root_id INTEGER, 
	public_id VARCHAR(12) NOT NULL, 
	scope_id INTEGER NOT NULL, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_pages PRIMARY KEY (id), 
	CONSTRAINT fk_pages_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_pages_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_pages_head_id FOREIGN KEY(head_id) REFERENCES revisions (id), 
	CONSTRAINT fk_pages_parent_id FOREIGN KEY(parent_id) REFERENCES pages (id), 
	CONSTRAINT fk_pages_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id), 
	CONSTRAINT fk_pages_space_id FOREIGN KEY(space_id) REFERENCES spaces (id), 
	CONSTRAINT uq_pages_public_id UNIQUE (public_id)
);
INSERT INTO "pages" VALUES(1,NULL,0,'Absauganlage','absauganlage','absauganlage',2,1,'2026-11-22 00:33:27.216680','2026-11-22 00:33:27.277771',NULL,NULL,'2idh9gghe0xt',1,NULL,1);
INSERT INTO "pages" VALUES(1,1,0,'Holzlager','holzlager','holzlager',3,1,'2026-11-22 00:33:27.324120','2026-11-22 00:33:27.324120',NULL,NULL,'qgxk26d9sn4c',1,NULL,2);
INSERT INTO "pages" VALUES(1,NULL,0,'Neuer Name','neuer name','neuer-name',5,1,'2026-11-22 00:33:27.353170','2026-11-22 00:33:27.385672',NULL,NULL,'on2l62sgd7a2',1,NULL,3);
INSERT INTO "pages" VALUES(1,NULL,0,'Gehälter','gehälter','gehaelter',6,1,'2026-11-22 00:33:27.423665','2026-11-22 00:33:27.423665',NULL,NULL,'odwbzvutqamx',2,NULL,4);
INSERT INTO "pages" VALUES(1,NULL,0,'Überholt','überholt','ueberholt',7,1,'2026-11-22 00:33:27.435190','2026-11-22 00:33:27.435190',1,5,'5ys7arxnh23q',1,'2026-11-22 00:33:27.501161',5);
INSERT INTO "pages" VALUES(1,NULL,0,'Noch nicht','noch nicht','noch-nicht',8,1,'2026-11-22 00:33:27.447361','2026-11-22 00:33:27.447361',NULL,NULL,'23hhcoarq5c2',3,NULL,6);
CREATE TABLE redirects (
	space_id INTEGER NOT NULL, 
	slug VARCHAR(120) NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_redirects PRIMARY KEY (id), 
	CONSTRAINT fk_redirects_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_redirects_space_id FOREIGN KEY(space_id) REFERENCES spaces (id), 
	CONSTRAINT uq_redirects_space_id_slug UNIQUE (space_id, slug)
);
INSERT INTO "redirects" VALUES(1,'alter-name',3,1);
CREATE TABLE renderings (
	revision_id INTEGER NOT NULL, 
	version VARCHAR(60) NOT NULL, 
	html BLOB NOT NULL, 
	facts JSON NOT NULL, 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_renderings PRIMARY KEY (id), 
	CONSTRAINT fk_renderings_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_renderings_revision_id FOREIGN KEY(revision_id) REFERENCES revisions (id) ON DELETE CASCADE, 
	CONSTRAINT uq_renderings_revision_id UNIQUE (revision_id)
);
INSERT INTO "renderings" VALUES(2,'1-nh3-d6a1ddedb58c',X'785E958E316EC3300C45F79C42D0AEAADE69025D8AEE3D0163B3911096364C6AC9D9BAF562B1D2A628BA75E4FF9F0F0FCA10EA3CC666BCA5695167F54447A37622153A71C4A75F17E432E001567CAD5C380085999C92543D8FF131E2CB2297FEB541260C4DE73F9321E23317F1A0CB54FAE601F2BA039B8449C86C8CDD81AA5A72B2F30E368F7B2FF5DEFFC4A93ABF47045B49BF2C7A75B380DC430CEBF6F9F1C60A59EAFF18BBE69D71647316F16F486E82872B161E67C4','{"toc": [[1, "Absauganlage", "absauganlage"]], "first_heading": "Absauganlage", "words": 8, "tasks": [[false, "pr\u00fcfen"], [true, "bestellt"]]}',1,1);
INSERT INTO "renderings" VALUES(3,'1-nh3-d6a1ddedb58c',X'785EB329B00B29CA4FCE4ECD53C8494C4F2DCAD3B3D12FB0E30200620907AB','{"toc": [], "first_heading": null, "words": 2, "tasks": []}',2,2);
INSERT INTO "renderings" VALUES(5,'1-nh3-d6a1ddedb58c',X'785EB329B0F34B2D4D2D520849AD28B1D12FB0E302003A5F05D2','{"toc": [], "first_heading": null, "words": 2, "tasks": []}',3,3);
INSERT INTO "renderings" VALUES(6,'1-nh3-d6a1ddedb58c',X'785EB329B00B4B2D2A294A2CCDC94CCED0B3D12FB0E302004C8406C5','{"toc": [], "first_heading": null, "words": 1, "tasks": []}',4,4);
INSERT INTO "renderings" VALUES(7,'1-nh3-d6a1ddedb58c',X'785EB329B00B4F4D574849CCCD2CD1B3D12FB0E302003825058E','{"toc": [], "first_heading": null, "words": 2, "tasks": []}',5,5);
INSERT INTO "renderings" VALUES(8,'1-nh3-d6a1ddedb58c',X'785EB329B00BCD4B4B2D2AC94CD7B3D12FB0E30200357D0580','{"toc": [], "first_heading": null, "words": 1, "tasks": []}',6,6);
CREATE TABLE revisions (
	number INTEGER NOT NULL, 
	title VARCHAR(250) NOT NULL, 
	body BLOB NOT NULL, 
	body_sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	author_id INTEGER, 
	author_name VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	summary VARCHAR(300) NOT NULL, 
	is_minor BOOLEAN NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	merged_with INTEGER, 
	save_id VARCHAR(40), 
	page_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_revisions PRIMARY KEY (id), 
	CONSTRAINT fk_revisions_author_id FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_revisions_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_revisions_page_id_number UNIQUE (page_id, number), 
	CONSTRAINT uq_revisions_save_id UNIQUE (save_id)
);
INSERT INTO "revisions" VALUES(1,'Absauganlage',X'785E25CD310AC2401040D17E207718B0753D403A1BB1B1B25CA618CD381B5C26B23B4B20E7F11876B99811DB079F1F420067AD3DC659CAB33ABBEFF155D6CFA399122CADFAFAB661D41E2F5CC4206CC50E8FB7CA4DD932AB74D0C175942418E379CACBCF0A11361B363949CA8E36DD13D101206044FA0FC4BEEA652B8F','1d5ca07af5f999e63556c55bece133652f76a82662fcdf9f5179942964c6296f',126,1,'Maren','2026-11-22 00:33:27.218696','',0,'edit',NULL,NULL,1,1);
INSERT INTO "revisions" VALUES(2,'Absauganlage',X'785E258D310EC2300C00774BFD832556C203BAB1201626C6C883DB9AA4227251E208D4F7F4196CFD18AD584FBA3BE71C1887D2A27F4B7E1663B323BEF2FA7D540D04732DB62E3A8CA1C51B6751709B71C07357B806D6C4411A68E03E4A14F4FE3AA579679908AB0E1BB9484C863AF591E804E0D023FD077B0CFD87B093629292C10FCA59309F','1e33dbee677c19aeb234e8e88d662f8f7bae8623cb872aa868a445d4d70c46b2',142,1,'Maren','2026-11-22 00:33:27.281919','Bestellung',0,'edit',NULL,NULL,1,2);
INSERT INTO "revisions" VALUES(1,'Holzlager',X'785E0B29CA4FCE4ECD53C8494C4F2DCAD3E3020033C005A8','e88c2f209f305b7208e91c73e7bff85b5d36144e6deb0e616924e78b8c750edf',16,1,'Maren','2026-11-22 00:33:27.324957','',0,'edit',NULL,NULL,2,3);
INSERT INTO "revisions" VALUES(1,'Alter Name',X'785E0B49AD2851C8CD2C51605028CD4B5170CD4B4955C8CFC84B55884ACDCC49050099390A16','4d057818800415c1005572c0a719f6cca4e9fa050889af2dfac7dac34c13b4bd',30,1,'Maren','2026-11-22 00:33:27.353955','',0,'edit',NULL,NULL,3,4);
INSERT INTO "revisions" VALUES(2,'Neuer Name',X'785EF34B2D4D2D520849AD280100143D03C5','44b67a94a79a0cbc0197e74da73cf528eee063b00c476234aece5c19f3a7f49b',10,1,'Maren','2026-11-22 00:33:27.392923','',0,'edit',NULL,NULL,3,5);
INSERT INTO "revisions" VALUES(1,'Gehälter',X'785E0B4B2D2A294A2CCDC94CCED0E30200249104C2','67da98d700a82c313e8a501210fa5f216d27b1fd3f36b4e9d6b6b9deb2da9178',13,1,'Maren','2026-11-22 00:33:27.424380','',0,'edit',NULL,NULL,4,6);
INSERT INTO "revisions" VALUES(1,'Überholt',X'785E0B4F4D574849CCCD2CD1E3020016E2038B','e042d6f8dde0f27b5dd5660276ac372376ae92744fc09fae3134cc30b4c70e19',11,1,'Maren','2026-11-22 00:33:27.435904','',0,'edit',NULL,NULL,5,7);
INSERT INTO "revisions" VALUES(1,'Noch nicht',X'785E0BCD4B4B2D2AC94CD7E30200155C037D','9463e0a2379fb9ecd6fe1fc398b5a79761496494fd3b21abdc678304a06af857',10,1,'Maren','2026-11-22 00:33:27.448041','',0,'edit',NULL,NULL,6,8);
CREATE TABLE settings (
	name VARCHAR(60) NOT NULL, 
	value JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (id), 
	CONSTRAINT uq_settings_name UNIQUE (name)
);
INSERT INTO "settings" VALUES('is_set_up','true',1);
CREATE TABLE share_links (
	token_hash VARCHAR(64) NOT NULL, 
	created_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_share_links PRIMARY KEY (id), 
	CONSTRAINT fk_share_links_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_share_links_public_id UNIQUE (public_id), 
	CONSTRAINT uq_share_links_token_hash UNIQUE (token_hash)
);
CREATE TABLE sign_in_failures (
	"key" VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	first_at DATETIME NOT NULL, 
	blocked_until DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_sign_in_failures PRIMARY KEY (id), 
	CONSTRAINT uq_sign_in_failures_key UNIQUE ("key")
);
CREATE TABLE spaces (
	"key" VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	home_page_id INTEGER, 
	created_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	scope_id INTEGER NOT NULL, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_spaces PRIMARY KEY (id), 
	CONSTRAINT fk_spaces_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_spaces_home_page_id FOREIGN KEY(home_page_id) REFERENCES pages (id) ON DELETE SET NULL, 
	CONSTRAINT fk_spaces_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id), 
	CONSTRAINT uq_spaces_key UNIQUE ("key"), 
	CONSTRAINT uq_spaces_public_id UNIQUE (public_id)
);
INSERT INTO "spaces" VALUES('betrieb','Betrieb',NULL,1,'2026-11-22 00:33:27.147012','6raqqnf0xiei',1,NULL,1);
CREATE TABLE users (
	name VARCHAR(80) NOT NULL, 
	email VARCHAR(254), 
	display_name VARCHAR(200) NOT NULL, 
	is_admin BOOLEAN NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	locale VARCHAR(10), 
	timezone VARCHAR(60), 
	theme VARCHAR(10) NOT NULL, 
	created_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT uq_users_name UNIQUE (name), 
	CONSTRAINT uq_users_public_id UNIQUE (public_id)
);
INSERT INTO "users" VALUES('maren',NULL,'Maren',1,1,'en',NULL,'auto','2026-11-22 00:33:27.078574','65bw81qxgtwt',1);
INSERT INTO "users" VALUES('jonas',NULL,'Jonas',0,1,'en',NULL,'auto','2026-11-22 00:33:27.094567','qnes45boac7f',2);
CREATE INDEX ix_audit_entries_action ON audit_entries (action);
CREATE INDEX ix_audit_entries_at ON audit_entries (at);
CREATE INDEX ix_outbox_run_at ON outbox (run_at);
CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);
CREATE INDEX ix_grants_principal ON grants (principal);
CREATE INDEX ix_login_sessions_expires_at ON login_sessions (expires_at);
CREATE INDEX ix_login_sessions_user_id ON login_sessions (user_id);
CREATE INDEX ix_memberships_user_id ON memberships (user_id);
CREATE INDEX ix_pages_changed_at ON pages (changed_at);
CREATE INDEX ix_pages_deleted_at ON pages (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_pages_head_id ON pages (head_id);
CREATE INDEX ix_pages_parent_id_position ON pages (parent_id, position, id);
CREATE INDEX ix_pages_space_id_parent_id ON pages (space_id, parent_id);
CREATE INDEX ix_pages_space_id_title_key ON pages (space_id, title_key);
CREATE INDEX ix_pages_trash_root_id ON pages (trash_root_id);
CREATE UNIQUE INDEX uq_pages_space_id_slug ON pages (space_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX ix_drafts_page_id ON drafts (page_id);
CREATE INDEX ix_drafts_user_id ON drafts (user_id);
CREATE UNIQUE INDEX uq_drafts_user_id_page_id ON drafts (user_id, page_id) WHERE kind = 'draft' AND page_id IS NOT NULL;
CREATE INDEX ix_imported_pages_page_id ON imported_pages (page_id);
CREATE INDEX ix_links_target ON links (target_space_id, target_slug);
CREATE INDEX ix_links_target_id ON links (target_id);
CREATE INDEX ix_page_properties_name ON page_properties (name);
CREATE INDEX ix_page_tags_name ON page_tags (name);
CREATE INDEX ix_redirects_page_id ON redirects (page_id);
CREATE INDEX ix_revisions_author_id ON revisions (author_id);
CREATE INDEX ix_revisions_created_at ON revisions (created_at);
CREATE INDEX ix_file_versions_sha256 ON file_versions (sha256);
CREATE INDEX ix_renderings_page_id ON renderings (page_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('links',2);
COMMIT;
