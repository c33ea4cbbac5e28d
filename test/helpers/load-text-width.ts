import { loadTextWidth } from '../../source/ui/text-width.js';

// As the program does before it paints.
await loadTextWidth();
