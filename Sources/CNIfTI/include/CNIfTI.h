#pragma once
// Debian builds libznz with zlib; saying so here shows the gzFile inside a znzFile, whose
// error state and buffer size znzlib has no functions for.
#define HAVE_ZLIB
#include <nifti/nifti2_io.h>
