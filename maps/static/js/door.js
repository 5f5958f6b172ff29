/** The page to sign in. It works without this: with it, what the session before had read is forgotten. */

import { forget } from './forget.js';

await forget();
document.documentElement.dataset.forgotten = 'yes';
