import { QueueClient } from '@azure/storage-queue';
export const reconcile = QueueClient;
