// libnifti's headers say <znzlib.h>; Debian installs the file under nifti/.
#pragma once
#include <nifti/znzlib.h>
