// Lanes of two vectors for one instruction set; see variants.h.
#undef CK_EVENS
#undef CK_ODDS
#undef CK_FRONT
#undef CK_BACK
#undef CK_NEXT
#undef CK_SHUFFLE

// Every second lane; both halves, interleaved; and the first vector moved down by one.
#if CK_LANES == 16
#define CK_EVENS 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define CK_ODDS 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define CK_FRONT 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define CK_BACK 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define CK_NEXT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
#elif CK_LANES == 8
#define CK_EVENS 0, 2, 4, 6, 8, 10, 12, 14
#define CK_ODDS 1, 3, 5, 7, 9, 11, 13, 15
#define CK_FRONT 0, 8, 1, 9, 2, 10, 3, 11
#define CK_BACK 4, 12, 5, 13, 6, 14, 7, 15
#define CK_NEXT 1, 2, 3, 4, 5, 6, 7, 8
#else
#define CK_EVENS 0, 2, 4, 6
#define CK_ODDS 1, 3, 5, 7
#define CK_FRONT 0, 4, 1, 5
#define CK_BACK 2, 6, 3, 7
#define CK_NEXT 1, 2, 3, 4
#endif
#define CK_SHUFFLE __builtin_shufflevector
