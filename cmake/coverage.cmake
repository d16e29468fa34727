# With HESPER_HOST_KIND=coverage the host tests count which lines and branches
# of nucleus/ they reach; `./hesper coverage` runs them. The sanitizers stay: a
# test that goes wrong unnoticed covers nothing. Assertions are left out, as
# their other branch is never taken.
if(HESPER_HOST_KIND STREQUAL "coverage")
    set(hesper_coverage -fprofile-instr-generate -fcoverage-mapping)
    list(APPEND hesper_host_flags ${hesper_coverage} -DNDEBUG)
    list(APPEND hesper_host_sanitizers ${hesper_coverage})
endif()
