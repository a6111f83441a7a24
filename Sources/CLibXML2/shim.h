#include <libxml/xmlversion.h>
// Debian's libxml2 shows ICU's types in a struct that nobody here uses, and Foundation brings an ICU of its own.
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
