CREATE TABLE `appeals` (
	`appeal_id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`action_id` text NOT NULL,
	`user_id` text NOT NULL,
	`text` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`created_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`answer` text,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`app_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appeals_action` ON `appeals` (`app_id`,`action_id`);--> statement-breakpoint
CREATE INDEX `appeals_queue` ON `appeals` (`app_id`,`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `moderation_actions` (
	`action_id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`session_id` text,
	`reason` text NOT NULL,
	`note` text,
	`appeal_note` text,
	`by_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`lifted_at` integer,
	`lifted_by` text,
	`explanation` text,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`app_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `moderation_actions_user` ON `moderation_actions` (`app_id`,`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `moderation_actions_app` ON `moderation_actions` (`app_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `reports` (
	`report_id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`reporter_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`session_id` text,
	`message_id` text,
	`reason` text NOT NULL,
	`severity` integer NOT NULL,
	`weight` real NOT NULL,
	`note` text,
	`state` text DEFAULT 'open' NOT NULL,
	`action_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`app_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reports_again` ON `reports` (`app_id`,`reporter_id`,`subject_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `reports_subject` ON `reports` (`app_id`,`subject_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `reports_queue` ON `reports` (`app_id`,`state`,`severity`,`created_at`);