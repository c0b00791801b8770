BEGIN TRANSACTION;
CREATE TABLE access_requests (
	user_id INTEGER NOT NULL, 
	address VARCHAR(300) NOT NULL, 
	reason VARCHAR(300) NOT NULL, 
	created_at DATETIME NOT NULL, 
	page_id INTEGER, 
	state VARCHAR(20) NOT NULL, 
	decided_at DATETIME, 
	decided_by_id INTEGER, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_access_requests PRIMARY KEY (id), 
	CONSTRAINT fk_access_requests_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_requests_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_requests_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_access_requests_public_id UNIQUE (public_id)
);
INSERT INTO "access_requests" VALUES(2,'/s/betrieb/gehaelter','Für die Planung','2026-11-22 13:13:20.838624',NULL,'waiting',NULL,NULL,'r6uxbgwzk34b',1);
CREATE TABLE access_scopes (
	kind VARCHAR(20) NOT NULL, 
	has_history BOOLEAN NOT NULL, 
	structure_version INTEGER NOT NULL, 
	id INTEGER NOT NULL, head_page_id INTEGER, state INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_access_scopes PRIMARY KEY (id)
);
INSERT INTO "access_scopes" VALUES('space',1,612154500,1,NULL,0);
INSERT INTO "access_scopes" VALUES('subtree',1,165110354,2,4,0);
INSERT INTO "access_scopes" VALUES('unpublished',1,513668900,3,6,0);
INSERT INTO "access_scopes" VALUES('space',1,413047466,4,NULL,0);
INSERT INTO "access_scopes" VALUES('unpublished',1,993882731,5,11,0);
INSERT INTO "access_scopes" VALUES('space',1,342207183,6,NULL,1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0019');
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
INSERT INTO "attachments" VALUES(1,'Prüfplan.txt',1,'2026-11-22 13:13:20.383479','i3ijxsj6jb59',1);
INSERT INTO "attachments" VALUES(7,'Bild.txt',2,'2026-11-22 13:13:20.663088','5la5o23t89nl',2);
CREATE TABLE audit_chain (
	last_id INTEGER DEFAULT '0' NOT NULL, 
	hash VARCHAR(64) DEFAULT '' NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_audit_chain PRIMARY KEY (id)
);
INSERT INTO "audit_chain" VALUES(24,'d8912234189222cdf6c1d3bb99554e3b0e63fccd71863ae61f60b097e0c2107a',1);
CREATE TABLE audit_entries (
	at DATETIME NOT NULL, 
	actor_id INTEGER, 
	action VARCHAR(60) NOT NULL, 
	target VARCHAR(120) NOT NULL, 
	facts JSON NOT NULL, 
	id INTEGER NOT NULL, hash VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.253782',NULL,'user.add','user:1','{"is_admin": true}',1,'cd88cf9dffc5e010685eb1723c2b274bc6e10a9f469e2377979718fa28cb75eb');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.260005',NULL,'user.add','user:2','{"is_admin": false}',2,'c8846d231e314c6528424ffcbc533c84a842371a50b56aaa9f2d76436459dc83');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.268912',NULL,'group.add','group:1','{"after": "Werkstatt"}',3,'8d8a945bece3e23cb8182929b0d0ce6efa6d8ddb9c42857a7f319fd5ceccd622');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.269246',NULL,'group.members','group:1','{"added": [2], "removed": []}',4,'2402058bfa4ea64675046520678c9780162e2c5646f44e87c237644da069468d');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.281052',1,'access.scope.create','scope:1','{"signed-in": "READ", "group:1": "EDIT", "user:1": "MANAGE"}',5,'6d505168b3dd8209655547b2255971af0a6960c48ac3b16ff3afac706fb88387');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.281433',1,'space.create','space:5wcqf7zdska4','{}',6,'b3a32b6c2e52abcdfd1b3a50e50fa3cd6ebe5922a8a1de7af57a65b5ec6ff18c');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.388412',1,'attachment.add','attachment:i3ijxsj6jb59','{"number": 1, "size": 5}',7,'49af7711a576336e63d730cbec4f9b4b754009a97513a04fce063ac4edf47e3a');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.606830',1,'access.scope.create','scope:2','{"user:1": "MANAGE"}',8,'29c8cd540f946263efbe135276d179cb2dc643f93d94064b65d8dc0a7a8a3172');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.607219',1,'access.restrict','page:7v90b8ddbnja','{"before": "scope:1", "after": "scope:2"}',9,'6f45f7309de0f9777a85f9988bcbd5bf6538b60347afd394a11cf64e05be9da5');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.607591',1,'access.scope.create','scope:3','{"user:1": "MANAGE"}',10,'ed351c019792134088400dcb2b2ee9bdf1aa6c31f0ef7733641a4da11b32b6c9');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.607859',1,'page.delete','page:dluege3xftr8','{"pages": 1}',11,'27ddc977cf60e31e75ca7a9d9fe759533048af3ee3ea39d12c33d98ee9c075be');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.612546',1,'access.scope.create','scope:4','{"user:1": "MANAGE"}',12,'5fbb8ce32b784f72452d91a210a9a6cd8628864e7ccb0d4fd91b8da7f8489fd5');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.612830',1,'space.create','space:abrrjp76w64c','{}',13,'35edb223c190176e787a2c2c8f88ab46180c5dc7385a211acceb489bfa549570');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.664322',1,'attachment.add','attachment:5la5o23t89nl','{"number": 1, "size": 5}',14,'ee71711a1bf3896dcf95fbd889fb49048dbdc183c8ab1c6495302385deb1db76');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.674157',1,'attachment.add','attachment:5la5o23t89nl','{"number": 2, "size": 5}',15,'21dc523252477caa22c2adaeff7580f1e40479eaa59c75347151a2cb29c57ddc');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.705249',1,'access.scope.create','scope:5','{"user:1": "MANAGE"}',16,'4345e5ab80eef89bea5c76a145b8f77789f671e858e68690105abfa40f21736d');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.710353',1,'access.scope.create','scope:6','{"user:1": "MANAGE"}',17,'7fae25015d52d2aa6948a0ddecbd939fde12a5be1e6e934e9463fe94caf4ebdb');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.710680',1,'space.create','space:lg52jtjb91pq','{}',18,'3a5b8a17b6ba5a34aebe70af6161632a66fda0c8b13ccbebfce3f00fa74291cc');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.752921',1,'page.redact','page:i922efsrcjlx','{"numbers": [2]}',19,'5fb2a6cdbb890434e69494d20f6d0a597c46795281f2299fcbfad17dee396015');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.753331',1,'space.key','space:abrrjp76w64c','{"before": "lager", "after": "depot"}',20,'23cca0376712b04d85bd85e8f02311206381fdff82f404f7d9873adbf02d280a');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.753638',2,'feed.address','user:2','{}',21,'08be75fcf4d7d5362876ec11064881454b5c25be90905a70370301869f3d8746');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.753876',1,'space.archive','space:lg52jtjb91pq','{}',22,'bf0b0247363719cb348d760f7dc15a5e9cc1fae9675e9dbae366141318c9f850');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.832883',1,'share.create','page:l02r7ina3zqh','{"share": "dizqo915wx1s", "days": 30, "with_subtree": true, "has_password": true}',23,'ab81e6fe8de9baef790b9ccf603e40e0314b7abc49c6db3faf0dccdd84a17a9a');
INSERT INTO "audit_entries" VALUES('2026-11-22 13:13:20.843702',1,'group.managers','group:1','{"added": [2], "removed": []}',24,'d8912234189222cdf6c1d3bb99554e3b0e63fccd71863ae61f60b097e0c2107a');
CREATE TABLE auditors (
	user_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_auditors PRIMARY KEY (id), 
	CONSTRAINT fk_auditors_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_auditors_user_id UNIQUE (user_id)
);
CREATE TABLE counters (
	name VARCHAR(40) NOT NULL, 
	value INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (id), 
	CONSTRAINT uq_counters_name UNIQUE (name)
);
INSERT INTO "counters" VALUES('settings',1,1);
INSERT INTO "counters" VALUES('access',12,2);
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
	id INTEGER NOT NULL, is_unpublished BOOLEAN, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT fk_drafts_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_drafts_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT fk_drafts_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_drafts_public_id UNIQUE (public_id)
);
INSERT INTO "drafts" VALUES('draft',1,1,1,NULL,2,'Absauganlage',X'785E73CD2B292F2D4A03000B4702EC','2026-11-22 13:13:20.605334','2026-11-22 13:13:20.605424','it12mbma9z8t',1,NULL);
CREATE TABLE favourites (
	user_id INTEGER NOT NULL, 
	page_id INTEGER, 
	space_id INTEGER, 
	created_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_favourites PRIMARY KEY (id), 
	CONSTRAINT ck_favourites_one_thing CHECK ((page_id IS NULL) != (space_id IS NULL)), 
	CONSTRAINT fk_favourites_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_favourites_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT fk_favourites_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_favourites_user_id_page_id UNIQUE (user_id, page_id), 
	CONSTRAINT uq_favourites_user_id_space_id UNIQUE (user_id, space_id)
);
INSERT INTO "favourites" VALUES(1,7,NULL,'2026-11-22 13:13:20.719741',1);
INSERT INTO "favourites" VALUES(1,NULL,2,'2026-11-22 13:13:20.726626',2);
CREATE TABLE feed_addresses (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	nonce VARCHAR(32) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_feed_addresses PRIMARY KEY (id), 
	CONSTRAINT fk_feed_addresses_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_feed_addresses_user_id UNIQUE (user_id), 
	CONSTRAINT uq_feed_addresses_token_hash UNIQUE (token_hash)
);
INSERT INTO "feed_addresses" VALUES(1,2,'460c2567f52c0ec5545a91c5799adb28','9e4fbb6fe59c25dcf6080c342993cd16d36692b64051bf9227d4f7b79152d270','2026-11-22 13:13:20.746864');
CREATE TABLE file_texts (
	id INTEGER NOT NULL, 
	version_id INTEGER NOT NULL, 
	text BLOB NOT NULL, 
	problem VARCHAR(20), 
	made_by INTEGER NOT NULL, 
	CONSTRAINT pk_file_texts PRIMARY KEY (id), 
	CONSTRAINT fk_file_texts_version_id FOREIGN KEY(version_id) REFERENCES file_versions (id) ON DELETE CASCADE, 
	CONSTRAINT uq_file_texts_version_id UNIQUE (version_id)
);
CREATE TABLE file_uses (
	id INTEGER NOT NULL, 
	page_id INTEGER NOT NULL, 
	file_id VARCHAR(12) NOT NULL, 
	CONSTRAINT pk_file_uses PRIMARY KEY (id), 
	CONSTRAINT fk_file_uses_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_file_uses_page_id_file_id UNIQUE (page_id, file_id)
);
CREATE TABLE file_versions (
	attachment_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	media_type VARCHAR(100) NOT NULL, 
	author_id INTEGER, 
	author_name VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, width INTEGER, height INTEGER, page_count INTEGER, drawn INTEGER, 
	CONSTRAINT pk_file_versions PRIMARY KEY (id), 
	CONSTRAINT fk_file_versions_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachments (id) ON DELETE CASCADE, 
	CONSTRAINT fk_file_versions_author_id FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_file_versions_attachment_id_number UNIQUE (attachment_id, number)
);
INSERT INTO "file_versions" VALUES(1,1,'fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c',5,'text/plain',1,'Maren','2026-11-22 13:13:20.386791',1,NULL,NULL,NULL,0);
INSERT INTO "file_versions" VALUES(2,1,'b98443f17c844606d588e19969377dc514651fa984cc2d10b1574a522a49a2d5',5,'text/plain',1,'Maren','2026-11-22 13:13:20.663618',2,NULL,NULL,NULL,0);
INSERT INTO "file_versions" VALUES(2,2,'7f8a8826056904f3d7deacfa717c20685764790c28b7b4ee22e5b596c4bab920',5,'text/plain',1,'Maren','2026-11-22 13:13:20.672682',3,NULL,NULL,NULL,0);
CREATE TABLE former_file_names (
	id INTEGER NOT NULL, 
	attachment_id INTEGER NOT NULL, 
	page_id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_former_file_names PRIMARY KEY (id), 
	CONSTRAINT fk_former_file_names_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachments (id) ON DELETE CASCADE, 
	CONSTRAINT fk_former_file_names_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE
);
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
INSERT INTO "grants" VALUES(4,'user:1',40,6);
INSERT INTO "grants" VALUES(5,'user:1',40,7);
INSERT INTO "grants" VALUES(6,'user:1',40,8);
CREATE TABLE group_managers (
	id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	CONSTRAINT pk_group_managers PRIMARY KEY (id), 
	CONSTRAINT fk_group_managers_group_id FOREIGN KEY(group_id) REFERENCES groups (id) ON DELETE CASCADE, 
	CONSTRAINT fk_group_managers_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_group_managers_group_id_user_id UNIQUE (group_id, user_id)
);
INSERT INTO "group_managers" VALUES(1,1,2);
CREATE TABLE groups (
	name VARCHAR(120) NOT NULL, 
	created_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_groups PRIMARY KEY (id), 
	CONSTRAINT uq_groups_name UNIQUE (name), 
	CONSTRAINT uq_groups_public_id UNIQUE (public_id)
);
INSERT INTO "groups" VALUES('Werkstatt','2026-11-22 13:13:20.264755','0m8vsbatfn1o',1);
CREATE TABLE imported_histories (
	space_id INTEGER NOT NULL, 
	parent_key VARCHAR(20) NOT NULL, 
	line_key VARCHAR(64) NOT NULL, 
	page_id INTEGER NOT NULL, 
	path VARCHAR(1000) NOT NULL, 
	"commit" VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	is_finished BOOLEAN NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_imported_histories PRIMARY KEY (id), 
	CONSTRAINT fk_imported_histories_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_imported_histories_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT uq_imported_histories_space_id_parent_key_line_key UNIQUE (space_id, parent_key, line_key)
);
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
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, target_space_key VARCHAR(40), 
	CONSTRAINT fk_links_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_links_target_id FOREIGN KEY(target_id) REFERENCES pages (id) ON DELETE SET NULL, 
	CONSTRAINT fk_links_target_space_id FOREIGN KEY(target_space_id) REFERENCES spaces (id), 
	CONSTRAINT uq_links_page_id_key UNIQUE (page_id, "key")
);
INSERT INTO "links" VALUES(0,'wiki','Holzlager',NULL,1,'holzlager',2,1,1,NULL);
INSERT INTO "links" VALUES(1,'wiki','Fehlt noch',NULL,1,'fehlt-noch',NULL,1,2,NULL);
INSERT INTO "links" VALUES(0,'image','Bild.txt',NULL,NULL,'',NULL,7,3,NULL);
INSERT INTO "links" VALUES(1,'wiki','Vorlage',NULL,2,'vorlage',8,7,4,NULL);
CREATE TABLE login_sessions (
	token_hash VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	is_remembered BOOLEAN NOT NULL, 
	user_agent VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, viewing VARCHAR(40), viewing_until DATETIME, proven_at DATETIME, 
	CONSTRAINT pk_login_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_login_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_login_sessions_public_id UNIQUE (public_id), 
	CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash)
);
CREATE TABLE mail_refusals (
	user_id INTEGER NOT NULL, 
	topic VARCHAR(40) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_mail_refusals PRIMARY KEY (id), 
	CONSTRAINT fk_mail_refusals_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_mail_refusals_user_id_topic UNIQUE (user_id, topic)
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
CREATE TABLE notifications (
	user_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	page_id INTEGER, 
	space_id INTEGER, 
	actor_id INTEGER, 
	facts JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	read_at DATETIME, 
	mailed_at DATETIME, 
	id INTEGER NOT NULL, 
	public_id VARCHAR(12) NOT NULL, 
	CONSTRAINT pk_notifications PRIMARY KEY (id), 
	CONSTRAINT fk_notifications_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_notifications_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_notifications_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT fk_notifications_actor_id FOREIGN KEY(actor_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_notifications_public_id UNIQUE (public_id)
);
INSERT INTO "notifications" VALUES(2,'access_granted',1,NULL,1,'{"right": 10}','2026-11-22 13:13:20.840104',NULL,NULL,1,'yfa4bh5s49m8');
CREATE TABLE old_space_keys (
	id INTEGER NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	space_id INTEGER NOT NULL, 
	CONSTRAINT pk_old_space_keys PRIMARY KEY (id), 
	CONSTRAINT fk_old_space_keys_space_id FOREIGN KEY(space_id) REFERENCES spaces (id) ON DELETE CASCADE, 
	CONSTRAINT uq_old_space_keys_key UNIQUE ("key")
);
INSERT INTO "old_space_keys" VALUES(1,'lager',2);
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
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 1}','2026-11-22 13:13:20.275398','2026-11-22 13:13:20.275398',0,NULL,1);
INSERT INTO "outbox" VALUES('SpaceNamed','{"space_id": 1}','2026-11-22 13:13:20.280633','2026-11-22 13:13:20.280633',0,NULL,2);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 1, "revision_id": 1}','2026-11-22 13:13:20.320111','2026-11-22 13:13:20.320111',0,NULL,3);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 1, "revision_id": 2}','2026-11-22 13:13:20.339390','2026-11-22 13:13:20.339390',0,NULL,4);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 2, "revision_id": 3}','2026-11-22 13:13:20.348848','2026-11-22 13:13:20.348848',0,NULL,5);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 3, "revision_id": 4}','2026-11-22 13:13:20.358180','2026-11-22 13:13:20.358180',0,NULL,6);
INSERT INTO "outbox" VALUES('PageRenamed','{"page_id": 3}','2026-11-22 13:13:20.373800','2026-11-22 13:13:20.373800',0,NULL,7);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 3, "revision_id": 5}','2026-11-22 13:13:20.374941','2026-11-22 13:13:20.374941',0,NULL,8);
INSERT INTO "outbox" VALUES('ReadFile','{"sha256": "fbba1f2a9fe167fd2b485d8cdb01c80af9e74b2bd3e97c6566880519858b589c", "kind": "plain"}','2026-11-22 13:13:20.386905','2026-11-22 13:13:20.386905',0,NULL,9);
INSERT INTO "outbox" VALUES('AttachmentAdded','{"attachment_id": 1, "page_id": 1, "number": 1}','2026-11-22 13:13:20.387036','2026-11-22 13:13:20.387036',0,NULL,10);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 4, "revision_id": 6}','2026-11-22 13:13:20.400939','2026-11-22 13:13:20.400939',0,NULL,11);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 5, "revision_id": 7}','2026-11-22 13:13:20.409380','2026-11-22 13:13:20.409380',0,NULL,12);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 6, "revision_id": 8}','2026-11-22 13:13:20.419452','2026-11-22 13:13:20.419452',0,NULL,13);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 2}','2026-11-22 13:13:20.579745','2026-11-22 13:13:20.579745',0,NULL,14);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 2}','2026-11-22 13:13:20.586224','2026-11-22 13:13:20.586224',0,NULL,15);
INSERT INTO "outbox" VALUES('PageMoved','{"page_id": 4}','2026-11-22 13:13:20.587171','2026-11-22 13:13:20.587171',0,NULL,16);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 3}','2026-11-22 13:13:20.591724','2026-11-22 13:13:20.591724',0,NULL,17);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 3}','2026-11-22 13:13:20.593880','2026-11-22 13:13:20.593880',0,NULL,18);
INSERT INTO "outbox" VALUES('PageMoved','{"page_id": 6}','2026-11-22 13:13:20.594161','2026-11-22 13:13:20.594161',0,NULL,19);
INSERT INTO "outbox" VALUES('PageDeleted','{"page_id": 5}','2026-11-22 13:13:20.601843','2026-11-22 13:13:20.601843',0,NULL,20);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 4}','2026-11-22 13:13:20.611474','2026-11-22 13:13:20.611474',0,NULL,21);
INSERT INTO "outbox" VALUES('SpaceNamed','{"space_id": 2}','2026-11-22 13:13:20.612324','2026-11-22 13:13:20.612324',0,NULL,22);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 7, "revision_id": 9}','2026-11-22 13:13:20.624095','2026-11-22 13:13:20.624095',0,NULL,23);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 7, "revision_id": 10}','2026-11-22 13:13:20.635612','2026-11-22 13:13:20.635612',0,NULL,24);
INSERT INTO "outbox" VALUES('PageSaved','{"page_id": 7, "revision_id": 11}','2026-11-22 13:13:20.646862','2026-11-22 13:13:20.646862',0,NULL,25);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 8, "revision_id": 12}','2026-11-22 13:13:20.654433','2026-11-22 13:13:20.654433',0,NULL,26);
INSERT INTO "outbox" VALUES('ReadFile','{"sha256": "b98443f17c844606d588e19969377dc514651fa984cc2d10b1574a522a49a2d5", "kind": "plain"}','2026-11-22 13:13:20.663702','2026-11-22 13:13:20.663702',0,NULL,27);
INSERT INTO "outbox" VALUES('AttachmentAdded','{"attachment_id": 2, "page_id": 7, "number": 1}','2026-11-22 13:13:20.663831','2026-11-22 13:13:20.663831',0,NULL,28);
INSERT INTO "outbox" VALUES('ReadFile','{"sha256": "7f8a8826056904f3d7deacfa717c20685764790c28b7b4ee22e5b596c4bab920", "kind": "plain"}','2026-11-22 13:13:20.672776','2026-11-22 13:13:20.672776',0,NULL,29);
INSERT INTO "outbox" VALUES('AttachmentAdded','{"attachment_id": 2, "page_id": 7, "number": 2}','2026-11-22 13:13:20.672918','2026-11-22 13:13:20.672918',0,NULL,30);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 9, "revision_id": 13}','2026-11-22 13:13:20.683239','2026-11-22 13:13:20.683239',0,NULL,31);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 10, "revision_id": 14}','2026-11-22 13:13:20.695848','2026-11-22 13:13:20.695848',0,NULL,32);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 5}','2026-11-22 13:13:20.700072','2026-11-22 13:13:20.700072',0,NULL,33);
INSERT INTO "outbox" VALUES('PageCreated','{"page_id": 11, "revision_id": 15}','2026-11-22 13:13:20.704993','2026-11-22 13:13:20.704993',0,NULL,34);
INSERT INTO "outbox" VALUES('AccessChanged','{"scope_id": 6}','2026-11-22 13:13:20.709221','2026-11-22 13:13:20.709221',0,NULL,35);
INSERT INTO "outbox" VALUES('SpaceNamed','{"space_id": 3}','2026-11-22 13:13:20.710076','2026-11-22 13:13:20.710076',0,NULL,36);
INSERT INTO "outbox" VALUES('RevisionsRedacted','{"page_id": 7, "revision_ids": [10]}','2026-11-22 13:13:20.736094','2026-11-22 13:13:20.736094',0,NULL,37);
INSERT INTO "outbox" VALUES('EraseTraces','{}','2026-11-22 13:13:20.736151','2026-11-22 13:13:20.736151',0,NULL,38);
INSERT INTO "outbox" VALUES('SpaceNamed','{"space_id": 2}','2026-11-22 13:13:20.742869','2026-11-22 13:13:20.742869',0,NULL,39);
INSERT INTO "outbox" VALUES('AccessAsked','{"request_id": 1}','2026-11-22 13:13:20.839996','2026-11-22 13:13:20.839996',0,NULL,40);
INSERT INTO "outbox" VALUES('MailNotification','{"notification_id": 1}','2026-11-22 13:13:20.841256','2026-11-22 13:13:20.841256',0,NULL,41);
CREATE TABLE outside_checks (
	id INTEGER NOT NULL, 
	address VARCHAR(1000) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(60) NOT NULL, 
	moved_to VARCHAR(1000), 
	failures INTEGER NOT NULL, 
	dead_since DATETIME, 
	checked_at DATETIME NOT NULL, 
	next_at DATETIME NOT NULL, 
	validator VARCHAR(300), 
	changed VARCHAR(60), 
	CONSTRAINT pk_outside_checks PRIMARY KEY (id), 
	CONSTRAINT uq_outside_checks_address UNIQUE (address)
);
CREATE TABLE outside_links (
	id INTEGER NOT NULL, 
	page_id INTEGER NOT NULL, 
	address VARCHAR(1000) NOT NULL, 
	CONSTRAINT pk_outside_links PRIMARY KEY (id), 
	CONSTRAINT fk_outside_links_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_outside_links_page_id_address UNIQUE (page_id, address)
);
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
	id INTEGER NOT NULL, anchors TEXT, 
	CONSTRAINT pk_page_texts PRIMARY KEY (id), 
	CONSTRAINT fk_page_texts_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_page_texts_page_id UNIQUE (page_id)
);
INSERT INTO "page_texts" VALUES('absauganlage','absauganlage
siehe holzlager und fehlt noch.
prüfen
bestellt',X'785E734C2A4E2C4D4FCCCB494C4FE50ACE4CCD4855F0C8CFA902718B144AF35214DC5233724A14F2F29333F4B80A8A0EEF494BCDE34A4A2D2E49CDC9290100B9C216F9',1,1,'
absauganlage
');
INSERT INTO "page_texts" VALUES('holzlager','trocken lagern.',X'785E0B29CA4FCE4ECD53C8494C4F2DCAD303002E18059E',2,2,'
');
INSERT INTO "page_texts" VALUES('neuer name','neuer text',X'785EF34B2D4D2D520849AD280100143D03C5',3,3,'
');
INSERT INTO "page_texts" VALUES('gehälter','vertraulich.',X'785E0B4B2D2A294A2CCDC94CCED003001FCF04B8',4,4,'
');
INSERT INTO "page_texts" VALUES('überholt','weg damit.',X'785E0B4F4D574849CCCD2CD1030013570381',5,5,'
');
INSERT INTO "page_texts" VALUES('noch nicht','unfertig.',X'785E0BCD4B4B2D2AC94CD7030011DF0373',6,6,'
');
INSERT INTO "page_texts" VALUES('plan','{{children}}',X'785EABAE4ECEC8CC49294ACDABAD050021C2053A',7,7,'
');
INSERT INTO "page_texts" VALUES('vorlage','{{datum}} {{?kunde}}',X'785EABAE4E492C29CDADAD55A8AEB6F72ECD4B49ADAD050058300852',8,8,'
');
INSERT INTO "page_texts" VALUES('zange','im regal.',X'785EF3CC55084A4D4FCCD103000E8C02F0',9,9,'
');
INSERT INTO "page_texts" VALUES('anker','im regal.',X'785EF3CC55084A4D4FCCD103000E8C02F0',10,10,'
');
INSERT INTO "page_texts" VALUES('nur ich','noch nicht.',X'785EF3CB4FCE50C8CB4CCE28D1030017D103ED',11,11,'
');
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
	id INTEGER NOT NULL, template_for VARCHAR(10), 
	CONSTRAINT pk_pages PRIMARY KEY (id), 
	CONSTRAINT fk_pages_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_pages_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_pages_head_id FOREIGN KEY(head_id) REFERENCES revisions (id), 
	CONSTRAINT fk_pages_parent_id FOREIGN KEY(parent_id) REFERENCES pages (id), 
	CONSTRAINT fk_pages_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id), 
	CONSTRAINT fk_pages_space_id FOREIGN KEY(space_id) REFERENCES spaces (id), 
	CONSTRAINT uq_pages_public_id UNIQUE (public_id)
);
INSERT INTO "pages" VALUES(1,NULL,0,'Absauganlage','absauganlage','absauganlage',2,1,'2026-11-22 13:13:20.299983','2026-11-22 13:13:20.330695',NULL,NULL,'l02r7ina3zqh',1,NULL,1,NULL);
INSERT INTO "pages" VALUES(1,1,0,'Holzlager','holzlager','holzlager',3,1,'2026-11-22 13:13:20.344587','2026-11-22 13:13:20.344587',NULL,NULL,'f610eiyik6nt',1,NULL,2,NULL);
INSERT INTO "pages" VALUES(1,NULL,0,'Neuer Name','neuer name','neuer-name',5,1,'2026-11-22 13:13:20.354695','2026-11-22 13:13:20.366979',NULL,NULL,'zo81nis3lnbt',1,NULL,3,NULL);
INSERT INTO "pages" VALUES(1,NULL,0,'Gehälter','gehälter','gehaelter',6,1,'2026-11-22 13:13:20.397257','2026-11-22 13:13:20.397257',NULL,NULL,'7v90b8ddbnja',2,NULL,4,NULL);
INSERT INTO "pages" VALUES(1,NULL,0,'Überholt','überholt','ueberholt',7,1,'2026-11-22 13:13:20.406261','2026-11-22 13:13:20.406261',1,5,'dluege3xftr8',1,'2026-11-22 13:13:20.601791',5,NULL);
INSERT INTO "pages" VALUES(1,NULL,0,'Noch nicht','noch nicht','noch-nicht',8,1,'2026-11-22 13:13:20.414983','2026-11-22 13:13:20.414983',NULL,NULL,'94b6kk3zreqn',3,NULL,6,NULL);
INSERT INTO "pages" VALUES(2,NULL,0,'Plan','plan','plan',11,1,'2026-11-22 13:13:20.618516','2026-11-22 13:13:20.642546',NULL,NULL,'i922efsrcjlx',4,NULL,7,NULL);
INSERT INTO "pages" VALUES(2,NULL,0,'Vorlage','vorlage','vorlage',12,1,'2026-11-22 13:13:20.651217','2026-11-22 13:13:20.651217',NULL,NULL,'4que3b4kor1o',4,NULL,8,'space');
INSERT INTO "pages" VALUES(2,7,1050624,'Zange','zange','zange',13,1,'2026-11-22 13:13:20.680236','2026-11-22 13:13:20.680236',NULL,NULL,'vqgcl9pouqdd',4,NULL,9,NULL);
INSERT INTO "pages" VALUES(2,7,1049600,'Anker','anker','anker',14,1,'2026-11-22 13:13:20.692285','2026-11-22 13:13:20.692285',NULL,NULL,'8n9bn9eiwnys',4,NULL,10,NULL);
INSERT INTO "pages" VALUES(2,NULL,0,'Nur ich','nur ich','nur-ich',15,1,'2026-11-22 13:13:20.702138','2026-11-22 13:13:20.702138',NULL,NULL,'t1wkickpg97b',5,NULL,11,NULL);
CREATE TABLE property_values (
	page_id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	number FLOAT, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_property_values PRIMARY KEY (id), 
	CONSTRAINT fk_property_values_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE
);
INSERT INTO "property_values" VALUES(1,'tags','werkstatt',NULL,1);
INSERT INTO "property_values" VALUES(1,'tags','prüfung',NULL,2);
INSERT INTO "property_values" VALUES(1,'zuständig','maren',NULL,3);
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
INSERT INTO "renderings" VALUES(2,'3-nh3-183f419ff40b',X'785E958E316EC3300C45F79C42D0AEAADE69025D8AEE3D0163B3911096364C6AC9D9BAF562B1D2A628BA75E4FF9F0F0FCA10EA3CC666BCA5695167F54447A37622153A71C4A75F17E432E001567CAD5C380085999C92543D8FF131E2CB2297FEB541260C4DE73F9321E23317F1A0CB54FAE601F2BA039B8449C86C8CDD81AA5A72B2F30E368F7B2FF5DEFFC4A93ABF47045B49BF2C7A75B380DC430CEBF6F9F1C60A59EAFF18BBE69D71647316F16F486E82872B161E67C4','{"toc": [[1, "Absauganlage", "absauganlage"]], "macros": [], "formulas": [], "first_heading": "Absauganlage", "words": 8, "tasks": [[false, "pr\u00fcfen", 8], [true, "bestellt", 9]], "tags": ["werkstatt", "pr\u00fcfung"], "properties": {"tags": ["werkstatt", "pr\u00fcfung"], "zust\u00e4ndig": "Maren"}}',1,1);
INSERT INTO "renderings" VALUES(3,'3-nh3-183f419ff40b',X'785EB329B00B29CA4FCE4ECD53C8494C4F2DCAD3B3D12FB0E30200620907AB','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',2,2);
INSERT INTO "renderings" VALUES(5,'3-nh3-183f419ff40b',X'785EB329B0F34B2D4D2D520849AD28B1D12FB0E302003A5F05D2','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',3,3);
INSERT INTO "renderings" VALUES(6,'3-nh3-183f419ff40b',X'785EB329B00B4B2D2A294A2CCDC94CCED0B3D12FB0E302004C8406C5','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}',4,4);
INSERT INTO "renderings" VALUES(7,'3-nh3-183f419ff40b',X'785EB329B00B4F4D574849CCCD2CD1B3D12FB0E302003825058E','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',5,5);
INSERT INTO "renderings" VALUES(8,'3-nh3-183f419ff40b',X'785EB329B00BCD4B4B2D2AC94CD7B3D12FB0E30200357D0580','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}',6,6);
INSERT INTO "renderings" VALUES(11,'3-nh3-183f419ff40b',X'785EB329B0B3C9CC4D5748492C49D4CDCC4D4C4FB55532505248CC29B15552B253A8AE4ECEC8CC49294ACDABADB5D12FB0E3B249C92C8328CE4D4C2ECA0729B6B3D1070ADA7101009F6817F8','{"toc": [], "macros": [["transclusion", "", "![[Vorlage]]", 1]], "formulas": [], "first_heading": null, "words": 1, "tasks": [], "tags": [], "properties": {}}',7,7);
INSERT INTO "renderings" VALUES(12,'3-nh3-183f419ff40b',X'785EB329B0ABAE4E492C29CDADAD55A8AEB6F72ECD4B49ADADB5D12FB0E302009E370A5F','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',8,8);
INSERT INTO "renderings" VALUES(13,'3-nh3-183f419ff40b',X'785EB329B0F3CC55084A4D4FCCD1B3D12FB0E302002F9B04FD','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',9,9);
INSERT INTO "renderings" VALUES(14,'3-nh3-183f419ff40b',X'785EB329B0F3CC55084A4D4FCCD1B3D12FB0E302002F9B04FD','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',10,10);
INSERT INTO "renderings" VALUES(15,'3-nh3-183f419ff40b',X'785EB329B0F3CB4FCE50C8CB4CCE28D1B3D12FB0E302003FA505FA','{"toc": [], "macros": [], "formulas": [], "first_heading": null, "words": 2, "tasks": [], "tags": [], "properties": {}}',11,11);
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
	id INTEGER NOT NULL, redacted_at DATETIME, redacted_by VARCHAR(200), redaction_reason VARCHAR(300), name VARCHAR(100), 
	CONSTRAINT pk_revisions PRIMARY KEY (id), 
	CONSTRAINT fk_revisions_author_id FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_revisions_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_revisions_page_id_number UNIQUE (page_id, number), 
	CONSTRAINT uq_revisions_save_id UNIQUE (save_id)
);
INSERT INTO "revisions" VALUES(1,'Absauganlage',X'785E25CD310AC2401040D17E207718B0753D403A1BB1B1B25CA618CD381B5C26B23B4B20E7F11876B99811DB079F1F420067AD3DC659CAB33ABBEFF155D6CFA399122CADFAFAB661D41E2F5CC4206CC50E8FB7CA4DD932AB74D0C175942418E379CACBCF0A11361B363949CA8E36DD13D101206044FA0FC4BEEA652B8F','1d5ca07af5f999e63556c55bece133652f76a82662fcdf9f5179942964c6296f',126,1,'Maren','2026-11-22 13:13:20.302837','',0,'edit',NULL,NULL,1,1,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(2,'Absauganlage',X'785E258D310EC2300C00774BFD832556C203BAB1201626C6C883DB9AA4227251E208D4F7F4196CFD18AD584FBA3BE71C1887D2A27F4B7E1663B323BEF2FA7D540D04732DB62E3A8CA1C51B6751709B71C07357B806D6C4411A68E03E4A14F4FE3AA579679908AB0E1BB9484C863AF591E804E0D023FD077B0CFD87B093629292C10FCA59309F','1e33dbee677c19aeb234e8e88d662f8f7bae8623cb872aa868a445d4d70c46b2',142,1,'Maren','2026-11-22 13:13:20.334520','Bestellung',0,'edit',NULL,NULL,1,2,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Holzlager',X'785E0B29CA4FCE4ECD53C8494C4F2DCAD3E3020033C005A8','e88c2f209f305b7208e91c73e7bff85b5d36144e6deb0e616924e78b8c750edf',16,1,'Maren','2026-11-22 13:13:20.346837','',0,'edit',NULL,NULL,2,3,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Alter Name',X'785E0B49AD2851C8CD2C51605028CD4B5170CD4B4955C8CFC84B55884ACDCC49050099390A16','4d057818800415c1005572c0a719f6cca4e9fa050889af2dfac7dac34c13b4bd',30,1,'Maren','2026-11-22 13:13:20.355962','',0,'edit',NULL,NULL,3,4,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(2,'Neuer Name',X'785EF34B2D4D2D520849AD280100143D03C5','44b67a94a79a0cbc0197e74da73cf528eee063b00c476234aece5c19f3a7f49b',10,1,'Maren','2026-11-22 13:13:20.373935','',0,'edit',NULL,NULL,3,5,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Gehälter',X'785E0B4B2D2A294A2CCDC94CCED0E30200249104C2','67da98d700a82c313e8a501210fa5f216d27b1fd3f36b4e9d6b6b9deb2da9178',13,1,'Maren','2026-11-22 13:13:20.398574','',0,'edit',NULL,NULL,4,6,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Überholt',X'785E0B4F4D574849CCCD2CD1E3020016E2038B','e042d6f8dde0f27b5dd5660276ac372376ae92744fc09fae3134cc30b4c70e19',11,1,'Maren','2026-11-22 13:13:20.407379','',0,'edit',NULL,NULL,5,7,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Noch nicht',X'785E0BCD4B4B2D2AC94CD7E30200155C037D','9463e0a2379fb9ecd6fe1fc398b5a79761496494fd3b21abdc678304a06af857',10,1,'Maren','2026-11-22 13:13:20.416326','',0,'edit',NULL,NULL,6,8,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Plan',X'785ED3D5D5E52A4F2D2AB15230D431E54A3BBC24272733DD4AC1C8C0C84CD7D048D7C0904B17A84257215A2156A1EAF0928C9CD43C2E0076110E73','9d31c75b5a3aa84e7bb0855e28678c327e54b1f02c265808be020ad942f5a837',52,1,'Maren','2026-11-22 13:13:20.620194','',0,'edit',NULL,NULL,7,9,NULL,NULL,NULL,'Erste Fassung');
INSERT INTO "revisions" VALUES(2,'Plan',X'785E030000000001','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',0,1,'Maren','2026-11-22 13:13:20.633400','',0,'edit',NULL,NULL,7,10,'2026-11-22 13:13:20.734556','Maren','Zugangsdaten',NULL);
INSERT INTO "revisions" VALUES(3,'Plan',X'785E538C8ED570CACC49D12BA928D154A8AE4ECE00728A52F36A6BB9B814A3A3C3F28B7212D3536363B90025690E0C','2953ecc0560e4999d1b78572a048774bf8bc9e96ee89810597f5f9fa04459be0',41,1,'Maren','2026-11-22 13:13:20.642904','Ohne Passwort',0,'edit',NULL,NULL,7,11,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Vorlage',X'785EABAE4E492C29CDADAD55A8AEB6F72ECD4B49ADADE50200608C085C','527749eb99f69a323a8a274b02a2bbe7d661800833b8206e7de7cb47be7b5d0f',21,1,'Maren','2026-11-22 13:13:20.652832','',0,'edit',NULL,NULL,8,12,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Zange',X'785EF3CC55084A4D4FCCD1E30200118602FA','1a8a5bf7f0b892b154ff276b88baf1edfdb37bf754248439ec74b0ec365cab50',10,1,'Maren','2026-11-22 13:13:20.681472','',0,'edit',NULL,NULL,9,13,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Anker',X'785EF3CC55084A4D4FCCD1E30200118602FA','1a8a5bf7f0b892b154ff276b88baf1edfdb37bf754248439ec74b0ec365cab50',10,1,'Maren','2026-11-22 13:13:20.693457','',0,'edit',NULL,NULL,10,14,NULL,NULL,NULL,NULL);
INSERT INTO "revisions" VALUES(1,'Nur ich',X'785EF3CB4FCE50C8CB4CCE28D1E302001BC803F7','3e1bc8406cb5a7c5a27b46568af33fb4e4eb6820aa9c24154bef7ccf6d0ad19d',12,1,'Maren','2026-11-22 13:13:20.703024','',0,'edit',NULL,NULL,11,15,NULL,NULL,NULL,NULL);
CREATE TABLE search_documents (
	generation INTEGER NOT NULL, 
	document BIGINT NOT NULL, 
	page_id INTEGER NOT NULL, 
	kind INTEGER NOT NULL, 
	version BIGINT NOT NULL, 
	day INTEGER NOT NULL, 
	author_id INTEGER NOT NULL, 
	editor_id INTEGER NOT NULL, 
	tags JSON NOT NULL, 
	title_words INTEGER NOT NULL, 
	heading_words INTEGER NOT NULL, 
	body_words INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	heading TEXT NOT NULL, 
	tokens TEXT NOT NULL, 
	running TEXT, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_search_documents PRIMARY KEY (id), 
	CONSTRAINT fk_search_documents_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT uq_search_documents_generation_document UNIQUE (generation, document)
);
CREATE TABLE search_indexes (
	format VARCHAR(100) NOT NULL, 
	pages INTEGER NOT NULL, 
	parts BLOB NOT NULL, 
	applied BIGINT NOT NULL, 
	commits BIGINT NOT NULL, 
	is_used BOOLEAN NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_search_indexes PRIMARY KEY (id)
);
CREATE TABLE search_misses (
	question VARCHAR(100) NOT NULL, 
	text VARCHAR(100) NOT NULL, 
	asker VARCHAR(32) NOT NULL, 
	day INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_search_misses PRIMARY KEY (id), 
	CONSTRAINT uq_search_misses_question_asker UNIQUE (question, asker)
);
INSERT INTO "search_misses" VALUES('reisekosten abrechnen','Reisekosten abrechnen','96ad050d503b79e04a60d6b68dbe3831',20779,1);
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
	name VARCHAR(100) NOT NULL, 
	page_id INTEGER NOT NULL, 
	scope_id INTEGER NOT NULL, 
	with_subtree BOOLEAN NOT NULL, 
	password_hash VARCHAR(200), 
	created_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	public_id VARCHAR(12) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_share_links PRIMARY KEY (id), 
	CONSTRAINT fk_share_links_page_id FOREIGN KEY(page_id) REFERENCES pages (id) ON DELETE CASCADE, 
	CONSTRAINT fk_share_links_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_share_links_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_share_links_public_id UNIQUE (public_id), 
	CONSTRAINT uq_share_links_token_hash UNIQUE (token_hash)
);
INSERT INTO "share_links" VALUES('4361b6c969e58937c01c5972e4a0def7a8116dc7ade4a715c269d581594a814d','Prüfer',1,1,1,'$argon2id$v=19$m=19456,t=2,p=1$2ENMBXOHM+Yly+H6FAtlaA$pQb75LcRiVKHm66r7HZAV1H7J7JEKyt8N5zeYn9mz50',1,'2026-11-22 13:13:20.829659','2026-12-22 13:13:20.829659',NULL,'dizqo915wx1s',1);
CREATE TABLE sign_in_failures (
	"key" VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	first_at DATETIME NOT NULL, 
	blocked_until DATETIME, 
	id INTEGER NOT NULL, subject VARCHAR(64), 
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
	id INTEGER NOT NULL, icon VARCHAR(16), closed_at DATETIME, 
	CONSTRAINT pk_spaces PRIMARY KEY (id), 
	CONSTRAINT fk_spaces_created_by_id FOREIGN KEY(created_by_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_spaces_home_page_id FOREIGN KEY(home_page_id) REFERENCES pages (id) ON DELETE SET NULL, 
	CONSTRAINT fk_spaces_scope_id FOREIGN KEY(scope_id) REFERENCES access_scopes (id), 
	CONSTRAINT uq_spaces_key UNIQUE ("key"), 
	CONSTRAINT uq_spaces_public_id UNIQUE (public_id)
);
INSERT INTO "spaces" VALUES('betrieb','Betrieb',NULL,1,'2026-11-22 13:13:20.279068','5wcqf7zdska4',1,NULL,1,NULL,NULL);
INSERT INTO "spaces" VALUES('depot','Lager',NULL,1,'2026-11-22 13:13:20.611981','abrrjp76w64c',4,NULL,2,'📦',NULL);
INSERT INTO "spaces" VALUES('archiv','Archiv',NULL,1,'2026-11-22 13:13:20.709671','lg52jtjb91pq',6,NULL,3,NULL,'2026-11-22 13:13:20.749400');
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
	id INTEGER NOT NULL, search_key VARCHAR(600) DEFAULT '' NOT NULL, last_seen_at DATETIME, erased_at DATETIME, writes_in VARCHAR(10), 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT uq_users_name UNIQUE (name), 
	CONSTRAINT uq_users_public_id UNIQUE (public_id)
);
INSERT INTO "users" VALUES('maren',NULL,'Maren',1,1,'en',NULL,'auto','2026-11-22 13:13:20.250008','owig06zar8dy',1,'maren maren',NULL,NULL,NULL);
INSERT INTO "users" VALUES('jonas',NULL,'Jonas',0,1,'en',NULL,'auto','2026-11-22 13:13:20.258159','vxo5lhuorlfc',2,'jonas jonas',NULL,NULL,'markdown');
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
CREATE INDEX ix_former_file_names_attachment_id ON former_file_names (attachment_id);
CREATE INDEX ix_former_file_names_page_id ON former_file_names (page_id);
CREATE INDEX ix_file_uses_file_id ON file_uses (file_id);
CREATE INDEX ix_pages_space_id_parent_id_position ON pages (space_id, parent_id, position);
CREATE INDEX ix_pages_template_for ON pages (space_id, template_for) WHERE template_for IS NOT NULL;
CREATE INDEX ix_favourites_page_id ON favourites (page_id);
CREATE INDEX ix_favourites_space_id ON favourites (space_id);
CREATE INDEX ix_property_values_page_id ON property_values (page_id);
CREATE INDEX ix_property_values_name_key ON property_values (name, "key");
CREATE INDEX ix_revisions_named ON revisions (page_id, number) WHERE name IS NOT NULL;
CREATE INDEX ix_audit_entries_target ON audit_entries (target);
CREATE INDEX ix_links_target_space_key ON links (target_space_key) WHERE target_space_id IS NULL AND target_space_key IS NOT NULL;
CREATE INDEX ix_outside_links_address ON outside_links (address);
CREATE INDEX ix_outside_checks_next_at ON outside_checks (next_at);
CREATE INDEX ix_old_space_keys_space_id ON old_space_keys (space_id);
CREATE INDEX ix_pages_space_id_changed_at ON pages (space_id, changed_at);
CREATE INDEX ix_file_versions_created_at ON file_versions (created_at);
CREATE INDEX ix_imported_histories_page_id ON imported_histories (page_id);
CREATE INDEX ix_share_links_page_id ON share_links (page_id);
CREATE INDEX ix_share_links_scope_id ON share_links (scope_id);
CREATE INDEX ix_access_requests_user_id_created_at ON access_requests (user_id, created_at);
CREATE INDEX ix_access_requests_page_id ON access_requests (page_id);
CREATE INDEX ix_users_search_key ON users (search_key);
CREATE INDEX ix_group_managers_user_id ON group_managers (user_id);
CREATE INDEX ix_notifications_page_id ON notifications (page_id);
CREATE INDEX ix_notifications_space_id ON notifications (space_id);
CREATE INDEX ix_notifications_actor_id ON notifications (actor_id);
CREATE INDEX ix_notifications_created_at ON notifications (created_at);
CREATE INDEX ix_notifications_user_id_id ON notifications (user_id, id);
CREATE INDEX ix_notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX ix_sign_in_failures_subject ON sign_in_failures (subject);
CREATE INDEX ix_audit_entries_actor_id ON audit_entries (actor_id);
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
CREATE TRIGGER audit_entries_are_kept BEFORE DELETE ON audit_entries WHEN OLD.id > COALESCE((SELECT value FROM counters WHERE name = 'audit_cut'), 0)
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
CREATE TRIGGER audit_entries_are_not_replaced BEFORE INSERT ON audit_entries
    WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
CREATE INDEX ix_search_misses_day ON search_misses (day);
CREATE INDEX ix_search_documents_page_id ON search_documents (page_id);
CREATE INDEX ix_search_documents_title ON search_documents (title);
CREATE INDEX ix_search_documents_tokens ON search_documents (tokens);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('links',4);
COMMIT;
