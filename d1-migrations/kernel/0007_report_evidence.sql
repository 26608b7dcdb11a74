CREATE TABLE `__new_reports` (
	`report_id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`reporter_id` text,
	`subject_id` text NOT NULL,
	`session_id` text,
	`message_id` text,
	`reason` text NOT NULL,
	`severity` integer NOT NULL,
	`weight` real NOT NULL,
	`note` text,
	`evidence` text,
	`state` text DEFAULT 'open' NOT NULL,
	`action_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`app_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_reports`("report_id", "app_id", "reporter_id", "subject_id", "session_id", "message_id", "reason", "severity", "weight", "note", "evidence", "state", "action_id", "created_at") SELECT "report_id", "app_id", "reporter_id", "subject_id", "session_id", "message_id", "reason", "severity", "weight", "note", NULL, "state", "action_id", "created_at" FROM `reports`;--> statement-breakpoint
DROP TABLE `reports`;--> statement-breakpoint
ALTER TABLE `__new_reports` RENAME TO `reports`;--> statement-breakpoint
CREATE INDEX `reports_again` ON `reports` (`app_id`,`reporter_id`,`subject_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `reports_subject` ON `reports` (`app_id`,`subject_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `reports_queue` ON `reports` (`app_id`,`state`,`severity`,`created_at`);