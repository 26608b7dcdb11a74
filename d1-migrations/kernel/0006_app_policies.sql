CREATE TABLE `app_policies` (
	`app_id` text PRIMARY KEY NOT NULL,
	`policies` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`app_id`) REFERENCES `apps`(`app_id`) ON UPDATE no action ON DELETE no action
);
